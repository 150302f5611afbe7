using Microsoft.Extensions.Logging;

namespace Eso.Operator.Telemetry;

/// <summary>Events 2101–2199: the webhook and the cert controller. Next free: 2108.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(2101, LogLevel.Information, "The webhooks are served at {Address}")]
    public static partial void Serves(ILogger logger, string address);

    [LoggerMessage(2102, LogLevel.Information, "Waiting for the serving certificate: {Problem}")]
    public static partial void Waits(ILogger logger, string problem);

    [LoggerMessage(2103, LogLevel.Error, "The serving certificate runs out and was not renewed: {Problem}")]
    public static partial void Ends(ILogger logger, string problem);

    [LoggerMessage(2104, LogLevel.Information, "New certificates were written to Secret {Secret}: {Problem}")]
    public static partial void Renewed(ILogger logger, string secret, string problem);

    [LoggerMessage(2105, LogLevel.Information, "The authority was injected into {Kind} {Name}")]
    public static partial void Injected(ILogger logger, string kind, string name);

    [LoggerMessage(2106, LogLevel.Information, "Certificates and webhook configurations are looked after")]
    public static partial void CertControllerRuns(ILogger logger);
}
