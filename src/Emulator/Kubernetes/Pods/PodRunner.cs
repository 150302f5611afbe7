using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// The built-in scheduler and node: Pods without a node are put on it, and those on it "run", which means that the
/// built-in shell does what their commands say. Nothing is executed on the host.
/// </summary>
internal sealed class PodRunner : IDisposable
{
    /// <summary>The name of the built-in node.</summary>
    public string NodeName { get; init; } = "eso-node";

    private readonly PodWorld world;
    private readonly ConcurrentDictionary<string, PodSandbox> pods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> scheduling = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopped = new();
    private readonly List<IDisposable> watches = [];

    private readonly TimeSpan scheduleDelay;

    /// <param name="api">The API server.</param>
    /// <param name="clock">The world's time.</param>
    /// <param name="activity">Who is busy.</param>
    /// <param name="entropy">Ids of containers.</param>
    /// <param name="scheduleDelay">How long a new Pod waits for its node.</param>
    public PodRunner(IPodApi api, TimeProvider clock, Activity activity, Entropy entropy, TimeSpan scheduleDelay)
    {
        this.scheduleDelay = scheduleDelay;
        world = new PodWorld(api, clock, activity, entropy, e => LastFailure = e);
    }

    /// <summary>A bug of ours that a Pod ran into.</summary>
    public Exception? LastFailure { get; private set; }

    public void Start()
    {
        watches.Add(world.Api.Watch("pods", PodChanged));
        watches.Add(world.Api.Watch("secrets", SourceChanged));
        watches.Add(world.Api.Watch("configmaps", SourceChanged));
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
    }

    private void PodChanged(PodApiEvent change)
    {
        var pod = change.Object;
        var uid = Text(Child(pod, "metadata"), "uid");
        if (change.Deleted)
        {
            scheduling.TryRemove(uid, out _);
            if (pods.TryRemove(uid, out var gone))
            {
                gone.Dispose();
            }

            return;
        }

        var node = Text(Child(pod, "spec"), "nodeName");
        if (node.Length == 0)
        {
            Schedule(pod);
        }
        else if (node == NodeName)
        {
            var sandbox = pods.GetOrAdd(uid, _ => new PodSandbox(world, pod));
            Run("pod changed", () => sandbox.ChangedAsync(pod));
        }
    }

    private void Schedule(JsonObject pod)
    {
        var spec = Child(pod, "spec");
        if (Text(spec, "schedulerName") is not ("" or "default-scheduler") ||
            Items(spec, "schedulingGates").Any() || Child(pod, "metadata")?["deletionTimestamp"] is not null)
        {
            return;
        }

        if (!scheduling.TryAdd(Text(Child(pod, "metadata"), "uid"), true))
        {
            return;
        }

        if (scheduleDelay > TimeSpan.Zero)
        {
            _ = LaterAsync(pod);
        }
        else
        {
            Bind(pod);
        }
    }

    // Not held as work: the clock may go on meanwhile.
    private async Task LaterAsync(JsonObject pod)
    {
        try
        {
            using var lease = await ClockSleep.WaitAsync(
                world.Clock, world.Activity, "schedule pod", scheduleDelay, stopped.Token).ConfigureAwait(false);
            Bind(pod);
        }
        catch (OperationCanceledException)
        {
            // The world is closing.
        }
    }

    private void Bind(JsonObject pod)
    {
        Run("schedule pod", async () =>
        {
            await world.Api.BindAsync(Namespace(pod), Name(pod), NodeName, stopped.Token).ConfigureAwait(false);
            world.Api.Record(
                pod,
                "Normal",
                "Scheduled",
                $"Successfully assigned {Namespace(pod)}/{Name(pod)} to {NodeName}");
        });
    }

    // Pods that wait for a Secret or ConfigMap of this namespace look again.
    private void SourceChanged(PodApiEvent change)
    {
        var space = Namespace(change.Object);
        foreach (var pod in pods.Values.Where(p => Namespace(p.Pod) == space && !p.Done))
        {
            Run("pod source changed", () => pod.ChangedAsync(null));
        }
    }

    private void Run(string what, Func<Task> work)
    {
        var lease = world.Activity.Begin(what);
        _ = Task.Run(async () =>
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The world is closing.
            }
#pragma warning disable CA1031 // Shown to tests; other Pods go on.
            catch (Exception e)
            {
                LastFailure = e;
            }
#pragma warning restore CA1031
            finally
            {
                lease.Dispose();
            }
        });
    }
}
