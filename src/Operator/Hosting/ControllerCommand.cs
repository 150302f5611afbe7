using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Eso.Kubernetes;
using Eso.Kubernetes.Configuration;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting;

/// <summary>Runs the controllers until a signal comes or the lease is lost.</summary>
internal static class ControllerCommand
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A process of its own lives on the machine's clock and chance.")]
    public static async Task<int> RunAsync(OperatorOptions options, LogLevel level, CancellationToken cancel)
    {
        using var logs = LoggerFactory.Create(b => b.SetMinimumLevel(level).AddJsonConsole(o => o.UseUtcTimestamp = true));
        var services = new OperatorServices
        {
            Clock = TimeProvider.System,
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Logs = logs,
        };
        try
        {
            await using var host = OperatorHost.Create(options, services);
            await host.StartAsync(cancel);
            await host.Completion.WaitAsync(cancel);
            // The lease is lost: whoever restarts us makes us a candidate again.
            return 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is KubeConfigException or ArgumentException or KubeException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}

/// <summary>ESO's (zap's) names of log levels.</summary>
internal static class LogLevels
{
    public static LogLevel Parse(ArgumentResult result)
    {
        switch (result.Tokens.Count == 1 ? result.Tokens[0].Value : "")
        {
            case "debug":
                return LogLevel.Debug;
            case "info":
                return LogLevel.Information;
            case "warn":
                return LogLevel.Warning;
            case "error":
                return LogLevel.Error;
            case "dpanic" or "panic" or "fatal":
                return LogLevel.Critical;
            default:
                result.AddError("--loglevel must be one of debug, info, warn, error, dpanic, panic, fatal");
                return LogLevel.Information;
        }
    }
}
