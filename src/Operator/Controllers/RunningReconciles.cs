using System.Collections.Concurrent;
using Eso.Kubernetes.Informers;

namespace Eso.Operator.Controllers;

/// <summary>Since when which reconcile runs.</summary>
internal sealed class RunningReconciles
{
    private readonly ConcurrentDictionary<ObjectKey, DateTimeOffset> began = new();

    public DateTimeOffset? Oldest
    {
        get
        {
            DateTimeOffset? oldest = null;
            foreach (var at in began.Values)
            {
                oldest = oldest is null || at < oldest ? at : oldest;
            }

            return oldest;
        }
    }

    public void Begin(ObjectKey key, DateTimeOffset now) => began[key] = now;

    public void End(ObjectKey key) => began.TryRemove(key, out _);
}
