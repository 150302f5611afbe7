using Microsoft.Extensions.Logging;

namespace Eso.Emulator.Grounds;

/// <summary>The embedded operator's warnings and errors as lines for people.</summary>
internal sealed class LineLogs(Action<string> write) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Line(categoryName, write);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Line(string category, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var cause = exception is null ? "" : $": {exception.GetType().Name}: {exception.Message}";
                write($"{logLevel.ToString().ToLowerInvariant()} {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)}{cause}");
            }
        }
    }
}
