using Microsoft.Extensions.Logging;

namespace Eso.Kubernetes.Leases;

/// <summary>Events 1101–1199.</summary>
internal static partial class LeaseLog
{
    [LoggerMessage(1101, LogLevel.Information, "{Identity} leads by lease {Lease}")]
    public static partial void Leads(ILogger logger, string identity, string lease);

    [LoggerMessage(1102, LogLevel.Warning, "{Identity} lost lease {Lease}")]
    public static partial void Lost(ILogger logger, string identity, string lease);

    [LoggerMessage(1103, LogLevel.Warning, "Lease {Lease} could not be read or written")]
    public static partial void Failed(ILogger logger, string lease, Exception e);

    [LoggerMessage(1104, LogLevel.Information, "Lease {Lease} was not released; it will expire")]
    public static partial void NotReleased(ILogger logger, string lease, Exception e);
}
