using System.Collections.Concurrent;
using Eso.Emulator.Clock;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// The built-in scheduler and node: Pods without a node are put on it, and those on it "run", which means that the
/// built-in shell does what their commands say. Nothing is executed on the host, unless
/// an engine is given that runs containers.
/// </summary>
internal sealed class PodRunner : IDisposable
{
    /// <summary>The name of the built-in node.</summary>
    public string NodeName { get; init; } = "eso-node";

    private readonly PodWorld world;
    private readonly ConcurrentDictionary<string, PodSandbox> pods = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopped = new();
    private readonly List<IDisposable> watches = [];
    private readonly PodScheduler scheduler;

    /// <param name="api">The API server.</param>
    /// <param name="clock">The world's time.</param>
    /// <param name="activity">Who is busy.</param>
    /// <param name="entropy">Ids of containers.</param>
    /// <param name="scheduleDelay">How long a new Pod waits for its node.</param>
    /// <param name="quietDelay">How long at least one waits that only runs its images' own programs.</param>
    /// <param name="engine">Runs containers for real; null: the built-in shell.</param>
    public PodRunner(
        IPodApi api,
        TimeProvider clock,
        Activity activity,
        Entropy entropy,
        TimeSpan scheduleDelay,
        TimeSpan quietDelay = default,
        IPodEngine? engine = null)
    {
        world = new PodWorld(api, clock, activity, entropy, e => LastFailure = e) { Engine = engine };
        scheduler = new PodScheduler(world, scheduleDelay, quietDelay, () => NodeName, stopped.Token);
    }

    /// <summary>A bug of ours that a Pod ran into.</summary>
    public Exception? LastFailure { get; private set; }

    public void Start()
    {
        watches.Add(world.Api.Watch("pods", PodChanged));
        watches.Add(world.Api.Watch("secrets", SourceChanged));
        watches.Add(world.Api.Watch("configmaps", SourceChanged));
        watches.Add(world.Api.Watch("nodes", _ => scheduler.NodesChanged()));
    }

    /// <summary>The Pod as it runs here; null when it does not.</summary>
    public PodSandbox? Find(string uid) => pods.GetValueOrDefault(uid);

    public void Dispose()
    {
        stopped.Cancel();
        watches.ForEach(w => w.Dispose());
        foreach (var pod in pods.Values)
        {
            pod.Dispose();
        }

        world.Engine?.Dispose();
    }

    private void PodChanged(PodApiEvent change)
    {
        var pod = change.Read();
        var uid = Text(Child(pod, "metadata"), "uid");
        if (change.Deleted)
        {
            scheduler.Gone(uid);
            if (pods.TryRemove(uid, out var gone))
            {
                gone.Dispose();
            }

            return;
        }

        var node = Text(Child(pod, "spec"), "nodeName");
        if (node.Length == 0)
        {
            scheduler.Changed(pod);
        }
        else if (node == NodeName)
        {
            var sandbox = pods.GetOrAdd(uid, _ => new PodSandbox(world, pod));
            world.Run("pod changed", () => sandbox.ChangedAsync(pod));
        }
    }

    // Pods that wait for a Secret or ConfigMap of this namespace look again.
    private void SourceChanged(PodApiEvent change)
    {
        // Most secrets change where no Pod runs.
        foreach (var (_, pod) in pods.Where(p => Namespace(p.Value.Pod) == change.Namespace && !p.Value.Done))
        {
            world.Run("pod source changed", () => pod.ChangedAsync(null));
        }
    }
}
