using System.Runtime.ExceptionServices;

namespace Eso.Operator.Providers.Aws;

/// <summary>
/// Turns reads that wait at the same moment into few calls: readers of one key share it, and up to a batch of keys goes
/// in one call. A lone key is read by the plain call. A reader only ever joins a call that was not yet sent, so what it
/// gets was read after it asked. While a call is under way, others that are not full wait for company until it ends or
/// for <see cref="CompanyWaitMax"/>: at rest nobody waits, under load every call is full.
/// </summary>
/// <param name="clock">Bounds the wait for company.</param>
/// <param name="batchMax">Keys the batch call takes.</param>
/// <param name="canBatch">Whether a key may be read by the batch call.</param>
/// <param name="one">Reads one key.</param>
/// <param name="many">
/// Reads several: what it leaves out is read by <paramref name="one"/>, null means that the whole batch is.
/// </param>
internal sealed class BatchingReader<TKey, TValue>(
    TimeProvider clock,
    int batchMax,
    Func<TKey, bool> canBatch,
    Func<TKey, Task<TValue>> one,
    Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>?>> many)
    where TKey : notnull
{
    private const int CallsAtOnceMax = 8;
    private const int GatheringRoundsMax = 16;
    private static readonly TimeSpan CompanyWaitMax = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Read> waiting = [];
    private readonly LinkedList<Read> queue = new();
    private ITimer? patience;
    private int calls;

    public Task<TValue> ReadAsync(TKey key, CancellationToken cancel)
    {
        Read read;
        var start = false;
        lock (gate)
        {
            if (!waiting.TryGetValue(key, out read!))
            {
                read = new Read(key);
                waiting.Add(key, read);
                queue.AddLast(read);
                start = calls < CallsAtOnceMax && (calls == 0 || queue.Count % batchMax == 0 || !canBatch(key));
                calls += start ? 1 : 0;
                if (!start && queue.Count == 1)
                {
                    patience ??= clock.CreateTimer(_ => WaitedLongEnough(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    patience.Change(CompanyWaitMax, Timeout.InfiniteTimeSpan);
                }
            }
        }

        if (start)
        {
            _ = Task.Run(() => PumpAsync(evenFew: false), CancellationToken.None);
        }

        // The call goes on for the others when one reader gives up.
        return read.Done.Task.WaitAsync(cancel);
    }

    private void WaitedLongEnough()
    {
        lock (gate)
        {
            if (queue.Count == 0 || calls >= CallsAtOnceMax)
            {
                return;
            }

            calls++;
        }

        _ = Task.Run(() => PumpAsync(evenFew: true), CancellationToken.None);
    }

    private async Task PumpAsync(bool evenFew)
    {
        await GatherAsync();
        while (Take(evenFew) is { Count: > 0 } batch)
        {
            evenFew = false;
            await CallAsync(batch);
        }
    }

    /// <summary>Readers that were woken together queue one after the other: let them, while more keep coming.</summary>
    private async Task GatherAsync()
    {
        var seen = 0;
        for (var round = 0; round < GatheringRoundsMax; round++)
        {
            await Task.Yield();
            lock (gate)
            {
                if (queue.Count == seen || queue.Count >= batchMax)
                {
                    return;
                }

                seen = queue.Count;
            }
        }
    }

    /// <summary>The next call's keys; none, and the pump is to end, when there are none or they wait for company.</summary>
    private List<Read> Take(bool evenFew)
    {
        lock (gate)
        {
            var batch = new List<Read>();
            var now = evenFew || calls == 1 || queue.Count >= batchMax || queue.Any(r => !canBatch(r.Key));
            for (var node = now ? queue.First : null; node is not null && batch.Count < batchMax;)
            {
                var next = node.Next;
                var batchable = canBatch(node.Value.Key);
                if (batch.Count == 0 || batchable)
                {
                    batch.Add(node.Value);
                    waiting.Remove(node.Value.Key);
                    queue.Remove(node);
                    if (!batchable)
                    {
                        break;
                    }
                }

                node = next;
            }

            calls -= batch.Count == 0 ? 1 : 0;
            patience?.Change(queue.Count == 0 ? Timeout.InfiniteTimeSpan : CompanyWaitMax, Timeout.InfiniteTimeSpan);
            return batch;
        }
    }

    private async Task CallAsync(List<Read> batch)
    {
        IReadOnlyDictionary<TKey, TValue>? found = null;
        if (batch.Count > 1)
        {
            try
            {
                found = await many([.. batch.Select(static r => r.Key)]);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                var failure = ExceptionDispatchInfo.Capture(e);
                batch.ForEach(r => r.Done.TrySetException(failure.SourceException));
                return;
            }
        }

        var left = new List<Task>();
        foreach (var read in batch)
        {
            if (found is not null && found.TryGetValue(read.Key, out var value))
            {
                read.Done.TrySetResult(value);
                // One after the other: whatever else is ready to run must not wait behind the work of a whole batch.
                await Task.Yield();
            }
            else
            {
                left.Add(OneAsync(read));
            }
        }

        await Task.WhenAll(left);
    }

    private async Task OneAsync(Read read)
    {
        try
        {
            read.Done.TrySetResult(await one(read.Key));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            read.Done.TrySetException(e);
        }
    }

    private sealed class Read(TKey key)
    {
        public TKey Key { get; } = key;

        public TaskCompletionSource<TValue> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
