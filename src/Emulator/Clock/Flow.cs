using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Clock;

/// <summary>
/// Which threads run one world's code at this moment. Work that is begun inside a flow stays inside it through every
/// await, task and timer, since the flow travels with the execution context; the runtime tells when a thread takes that
/// context on and when it lets go. A computation that holds no lease is seen by this, however long it takes, and so is
/// a continuation that goes on for a microsecond.
/// </summary>
internal sealed class Flow
{
    private static readonly AsyncLocal<Flow?> Current = new(Changed);
    private long entries;
    private int running;

    /// <summary>Rises each time a thread takes the flow on: two equal readings, and nothing has run in between.</summary>
    public long Entries => Interlocked.Read(ref entries);

    /// <summary>Whether anything was ever begun inside.</summary>
    public bool IsUsed => Entries > 0;

    /// <summary>Threads inside now, without the one that asks.</summary>
    public int RunningElsewhere => Volatile.Read(ref running) - (Current.Value == this ? 1 : 0);

    /// <summary>Runs <paramref name="work"/>, and all that it begins, inside; the caller stays where it is.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        Current.Value = this;
        await work().ConfigureAwait(false);
    }

    /// <summary>The same pipeline inside.</summary>
    public RequestDelegate Around(RequestDelegate pipeline) => http => Current.Value == this ? pipeline(http) : InsideAsync(pipeline, http);

    private async Task InsideAsync(RequestDelegate pipeline, HttpContext http)
    {
        Current.Value = this;
        await pipeline(http).ConfigureAwait(false);
    }

    private static void Changed(AsyncLocalValueChangedArgs<Flow?> change)
    {
        if (change.PreviousValue is { } left)
        {
            Interlocked.Decrement(ref left.running);
        }

        if (change.CurrentValue is { } entered)
        {
            // Counted as an entry first: whoever sees nobody running and the same number of entries has missed nobody.
            Interlocked.Increment(ref entered.entries);
            Interlocked.Increment(ref entered.running);
        }
    }
}
