using Eso.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Telemetry;

/// <summary>Events 2001–2099. Next free: 2008.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(2001, LogLevel.Error, "Reconcile of {Controller} {Key} failed")]
    public static partial void Failed(ILogger logger, string controller, ObjectKey key, Exception e);

    [LoggerMessage(2002, LogLevel.Debug, "Reconcile of {Controller} {Key} met a conflict: {Problem}")]
    public static partial void Conflict(ILogger logger, string controller, ObjectKey key, string problem);

    [LoggerMessage(2003, LogLevel.Warning, "{Controller} {Key}: {Problem}")]
    public static partial void Problem(ILogger logger, string controller, ObjectKey key, string problem);

    [LoggerMessage(2004, LogLevel.Information, "Synced {Key}: {Result}")]
    public static partial void Synced(ILogger logger, ObjectKey key, string result);

    [LoggerMessage(2005, LogLevel.Information, "The operator runs with {Controllers}")]
    public static partial void Started(ILogger logger, string controllers);

    [LoggerMessage(2006, LogLevel.Information, "The operator has stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(2007, LogLevel.Warning, "A client of {Store} could not be closed")]
    public static partial void CloseFailed(ILogger logger, string store, Exception e);
}
