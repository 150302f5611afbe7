using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Eso.Kubernetes;
using Eso.Kubernetes.Configuration;
using Eso.Operator.Hosting.Flags;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.Commands;

/// <summary>What a process of its own lives on: the machine's clock and chance, standard error for its log.</summary>
internal static class ProcessServices
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A process of its own lives on the machine's clock and chance.")]
    public static OperatorServices Make(LogOptions options) => new()
    {
        Clock = TimeProvider.System,
        Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
        Logs = new ZapLogs(Console.OpenStandardError(), options.Level, options.Times, TimeProvider.System),
    };

    /// <summary>Runs a command's work; what must be set right by people goes to standard error, not into the log.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> work, CancellationToken cancel)
    {
        try
        {
            return await work(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is KubeConfigException or ArgumentException or KubeException or IOException
            or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message}");
            return 1;
        }
    }
}
