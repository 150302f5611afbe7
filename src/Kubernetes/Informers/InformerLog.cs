using Microsoft.Extensions.Logging;

namespace Eso.Kubernetes.Informers;

/// <summary>Events 1001–1099.</summary>
internal static partial class InformerLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Listing {Resource} failed, trying again")]
    public static partial void Failed(ILogger logger, string resource, Exception e);

    [LoggerMessage(1002, LogLevel.Information, "The version of {Resource} we knew has expired, listing anew")]
    public static partial void Expired(ILogger logger, string resource);

    [LoggerMessage(1003, LogLevel.Information, "The watch of {Resource} broke, watching on")]
    public static partial void WatchBroke(ILogger logger, string resource, Exception e);

    [LoggerMessage(1004, LogLevel.Warning, "The watch of {Resource} was silent for {Limit}, listing anew")]
    public static partial void Silent(ILogger logger, string resource, TimeSpan limit);

    [LoggerMessage(1005, LogLevel.Error, "A handler of {Resource} failed on {Object}")]
    public static partial void HandlerFailed(ILogger logger, string resource, string @object, Exception e);
}
