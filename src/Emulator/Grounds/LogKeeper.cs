using Microsoft.Extensions.Logging;

namespace Eso.Emulator.Grounds;

/// <summary>Every line the operators log, of any level, bounded: for checks of what must not be there.</summary>
internal sealed class LogKeeper
{
    private const int LinesMax = 50_000;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return lines.ToList();
            }
        }
    }

    /// <summary>Loggers that keep all lines and tell warnings and errors.</summary>
    public ILoggerFactory Factory(Action<string>? tell) => new Loggers(this, tell is null ? null : new LineLogs(tell));

    private void Keep(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesMax)
            {
                lines.Dequeue();
            }
        }
    }

    private sealed class Loggers(LogKeeper keeper, LineLogs? told) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Line(keeper, told?.CreateLogger(categoryName));

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Line(LogKeeper keeper, ILogger? told) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            keeper.Keep($"{logLevel} {formatter(state, exception)} {exception}");
            told?.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
