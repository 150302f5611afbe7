using System.Collections.Concurrent;
using Eso.Emulator.Grounds;

namespace Eso.Testing;

/// <summary>One session per ground and test process: containers and control planes are started once, by whoever asks first.</summary>
internal static class Sessions
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<IGroundSession>>> Begun = new(StringComparer.Ordinal);

#pragma warning disable RS0030 // The machine's clock paces waits and sockets; the world's own time is the world's.
    public static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030

    static Sessions() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndAll();

    public static Task<IGroundSession> OfAsync(string ground, CancellationToken cancel) =>
        Begun.GetOrAdd(ground, static name => new Lazy<Task<IGroundSession>>(() => BeginAsync(name))).Value.WaitAsync(cancel);

    private static Task<IGroundSession> BeginAsync(string name)
    {
        var kind = GroundRegistry.Find(name) ?? throw new GroundUnavailableException(
            $"there is no ground '{name}'; known: {string.Join(", ", GroundRegistry.All.Keys)}");
        var environment = GroundRegistry.ProcessEnvironment();
        return kind.BeginAsync(
            new GroundSettings
            {
                Environment = environment,
                Yes = environment.TryGetValue("ESO_YES", out var yes) && yes == "1",
                Tell = Console.Error.WriteLine,
            },
            Machine,
            CancellationToken.None);
    }

    private static void EndAll()
    {
        foreach (var begun in Begun.Values.Where(b => b.IsValueCreated && b.Value.IsCompletedSuccessfully))
        {
            // The process ends: this is the last place that can wait.
            begun.Value.Result.DisposeAsync().AsTask().Wait();
        }
    }
}
