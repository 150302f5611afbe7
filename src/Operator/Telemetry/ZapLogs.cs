using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Telemetry;

/// <summary>How times are written in log lines: zap's choices.</summary>
internal enum TimeEncoding
{
    Epoch,
    Millis,
    Nano,
    Iso8601,
    Rfc3339,
    Rfc3339Nano,
}

/// <summary>
/// Log lines as zap's production encoder writes them, one JSON object each: <c>level</c>, <c>ts</c>, <c>logger</c>,
/// <c>msg</c>, the message's values under their own names, <c>error</c>. Log pipelines built for ESO read them unchanged.
/// </summary>
internal sealed class ZapLogs(Stream output, LogLevel level, TimeEncoding times, TimeProvider clock) : ILoggerFactory
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> line = new(1024);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
        // One destination is all there is.
    }

    public void Dispose() => output.Flush();

    private void Write(
        LogLevel at, string name, string message, IReadOnlyList<KeyValuePair<string, object?>> values, Exception? error)
    {
        lock (gate)
        {
            line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(line, Json))
            {
                json.WriteStartObject();
                json.WriteString("level", Word(at));
                WriteTime(json, clock.GetUtcNow());
                json.WriteString("logger", name);
                json.WriteString("msg", message);
                foreach (var (key, value) in values)
                {
                    if (key != "{OriginalFormat}")
                    {
                        WriteValue(json, char.ToLowerInvariant(key[0]) + key[1..], value);
                    }
                }

                if (error is not null)
                {
                    json.WriteString("error", error.Message);
                    if (at >= LogLevel.Error && error.StackTrace is { } trace)
                    {
                        json.WriteString("stacktrace", $"{error.GetType()}\n{trace}");
                    }
                }

                json.WriteEndObject();
            }

            line.Write("\n"u8);
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(key);
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            case int or long:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber(key, number);
                break;
            default:
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteTime(Utf8JsonWriter json, DateTimeOffset now)
    {
        var ticks = (now - DateTimeOffset.UnixEpoch).Ticks;
        switch (times)
        {
            case TimeEncoding.Epoch:
                json.WriteNumber("ts", (decimal)ticks / TimeSpan.TicksPerSecond);
                break;
            case TimeEncoding.Millis:
                json.WriteNumber("ts", (decimal)ticks / TimeSpan.TicksPerMillisecond);
                break;
            case TimeEncoding.Nano:
                json.WriteNumber("ts", ticks * 100);
                break;
            case TimeEncoding.Iso8601:
                json.WriteString("ts", now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case TimeEncoding.Rfc3339:
                json.WriteString("ts", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString("ts", now.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private sealed class Logger(ZapLogs owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.LevelMin && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
                owner.Write(logLevel, name, formatter(state, exception), values, exception);
            }
        }
    }

    private LogLevel LevelMin => level;
}
