using Microsoft.Extensions.Logging;

namespace Eso.Kubernetes.Events;

/// <summary>Events 1201–1299.</summary>
internal static partial class EventLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Event {Reason} about {Object} was not written")]
    public static partial void NotWritten(ILogger logger, string reason, string @object, Exception e);
}
