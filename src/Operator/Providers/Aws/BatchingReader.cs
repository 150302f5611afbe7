using System.Runtime.ExceptionServices;

namespace Eso.Operator.Providers.Aws;

/// <summary>
/// Turns reads that wait at the same moment into few calls: readers of one key share it, and up to a batch of keys goes
/// in one call. A lone key is read by the plain call. A reader only ever joins a call that was not yet sent, so what it
/// gets was read after it asked.
/// </summary>
/// <param name="batchMax">Keys the batch call takes.</param>
/// <param name="canBatch">Whether a key may be read by the batch call.</param>
/// <param name="one">Reads one key.</param>
/// <param name="many">
/// Reads several: what it leaves out is read by <paramref name="one"/>, null means that the whole batch is.
/// </param>
internal sealed class BatchingReader<TKey, TValue>(
    int batchMax,
    Func<TKey, bool> canBatch,
    Func<TKey, Task<TValue>> one,
    Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>?>> many)
    where TKey : notnull
{
    private const int CallsAtOnceMax = 8;

    // Beyond so many calls at once, another one starts only when it is full: many calls at once are small calls.
    private const int CallsBeforeFull = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Read> waiting = [];
    private readonly LinkedList<Read> queue = new();
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
                start = calls < CallsBeforeFull
                    || (calls < CallsAtOnceMax && (queue.Count >= batchMax || !canBatch(key)));
                calls += start ? 1 : 0;
            }
        }

        if (start)
        {
            _ = Task.Run(PumpAsync, CancellationToken.None);
        }

        // The call goes on for the others when one reader gives up.
        return read.Done.Task.WaitAsync(cancel);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            // Readers that were woken together have queued by now.
            await Task.Yield();
            var batch = Take();
            if (batch.Count == 0)
            {
                return;
            }

            await CallAsync(batch);
        }
    }

    private List<Read> Take()
    {
        lock (gate)
        {
            var batch = new List<Read>();
            for (var node = queue.First; node is not null && batch.Count < batchMax;)
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
