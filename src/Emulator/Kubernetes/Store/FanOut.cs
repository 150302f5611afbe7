namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// Wakes a table's watchers, one after the other on one thread, round by round: what is written while a round lasts is
/// there for each of them in one piece when the next begins. A task for each watcher and event would queue before the
/// very requests that write.
/// </summary>
internal sealed class FanOut : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly LinkedList<WatcherRegistry.Watcher> waiting = new();
    private bool running;
    private bool again;

    /// <summary>Something was appended, or changed that every watcher must look at.</summary>
    public void Signal()
    {
        lock (gate)
        {
            again = true;
            if (running || waiting.Count == 0)
            {
                return;
            }

            running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>
    /// Wakes it once when something follows. The caller looks for what came before this call, and signals if it did.
    /// </summary>
    public void Add(WatcherRegistry.Watcher watcher)
    {
        lock (gate)
        {
            if (watcher.Place.List is null)
            {
                waiting.AddLast(watcher.Place);
            }
        }
    }

    public void Remove(WatcherRegistry.Watcher watcher)
    {
        lock (gate)
        {
            if (watcher.Place.List is not null)
            {
                waiting.Remove(watcher.Place);
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        int left;
        lock (gate)
        {
            again = false;
            left = waiting.Count;
        }

        for (; left > 0 && Take() is { } watcher; left--)
        {
            watcher.Wake();
        }

        lock (gate)
        {
            running = again && waiting.Count > 0;
            if (!running)
            {
                return;
            }
        }

        // Behind what else has to be done: the requests that write, above all.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private WatcherRegistry.Watcher? Take()
    {
        lock (gate)
        {
            if (waiting.First is not { } first)
            {
                return null;
            }

            waiting.RemoveFirst();
            return first.Value;
        }
    }
}
