using System.CommandLine;
using Eso.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting.Flags;

/// <summary>How a process logs.</summary>
internal sealed record LogOptions
{
    public LogLevel Level { get; init; } = LogLevel.Information;

    public TimeEncoding Times { get; init; } = TimeEncoding.Epoch;
}

/// <summary>Flags that every command has: ESO's (zap's) words for levels and times.</summary>
internal static class LogFlags
{
    public static FlagSet<LogOptions> AddTo(Command command) => new FlagSet<LogOptions>(command)
        .Word<LogLevel>(
            "--loglevel", "debug, info, warn, error, dpanic, panic, fatal (info)", Level, (o, v) => o with { Level = v })
        .Word<TimeEncoding>(
            "--zap-time-encoding",
            "epoch, millis, nano, iso8601, rfc3339 or rfc3339nano (epoch)",
            Times,
            (o, v) => o with { Times = v });

    public static string Level(string text, out LogLevel level)
    {
        (level, var problem) = text.ToLowerInvariant() switch
        {
            "debug" => (LogLevel.Debug, ""),
            "info" or "" => (LogLevel.Information, ""),
            "warn" => (LogLevel.Warning, ""),
            "error" => (LogLevel.Error, ""),
            "dpanic" or "panic" or "fatal" => (LogLevel.Critical, ""),
            _ => (LogLevel.Information, $"unrecognized level: {GoFlagValues.Quote(text)}"),
        };
        return problem;
    }

    public static string Times(string text, out TimeEncoding encoding)
    {
        (encoding, var problem) = text switch
        {
            "epoch" => (TimeEncoding.Epoch, ""),
            "millis" => (TimeEncoding.Millis, ""),
            "nano" => (TimeEncoding.Nano, ""),
            "iso8601" => (TimeEncoding.Iso8601, ""),
            "rfc3339" => (TimeEncoding.Rfc3339, ""),
            "rfc3339nano" => (TimeEncoding.Rfc3339Nano, ""),
            _ => (TimeEncoding.Epoch, $"invalid time-encoding value: {text}"),
        };
        return problem;
    }
}
