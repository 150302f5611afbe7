using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Streams;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// One Pod on the built-in node. Every signal (the Pod changed, a Secret changed, a container ended, a time has come)
/// leads to one step, which looks at everything anew; steps of a Pod never overlap.
/// </summary>
internal sealed class PodSandbox : IDisposable
{
    private readonly PodWorld world;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource stopped = new();
    private readonly List<ContainerRun> initContainers;
    private readonly List<ContainerRun> containers;
    private readonly List<ContainerRun> ephemeral = [];
    private readonly PodProbes probes;
    private readonly IPodHost? host;
    private readonly string builtInIp;
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private DateTimeOffset? wakeAt;
    private string startTime = "";
    private DateTimeOffset started;

    public PodSandbox(PodWorld world, JsonObject pod)
    {
        this.world = world;
        Pod = pod;
        Files = new PodFiles(world.Api, pod, world.Clock, world.HostIp);
        var spec = Child(pod, "spec");
        initContainers = [.. Items(spec, "initContainers").Select(c => Make(c.Item))];
        containers = [.. Items(spec, "containers").Select(c => Make(c.Item))];
        builtInIp = Files.PodIp = world.Engine is null ? world.NextIp() : "";
        host = world.Engine?.Open(pod, Files, world.Clock);
        probes = new PodProbes(world, Record, () => _ = StepSafelyAsync(), stopped.Token);
    }

    /// <summary>The Pod as last seen.</summary>
    public JsonObject Pod { get; private set; }

    public string Uid => Text(Child(Pod, "metadata"), "uid");

    public string Ip => host?.Ip ?? builtInIp;

    public PodFiles Files { get; }

    /// <summary>What the built-in shell listens on here.</summary>
    public PodPorts Ports { get; } = new();

    public bool Done { get; private set; }

    public ContainerRun? Find(string name) =>
        All().FirstOrDefault(c => c.Name == name);

    /// <summary>Connects a client to a port; why not, in the words of a kubelet and containerd, when it cannot be.</summary>
    public async Task<string?> ConnectAsync(int port, IByteChannel client, CancellationToken cancellation) =>
        await ReachAsync(port, client, cancellation).ConfigureAwait(false) is not { } why ? null
            : Refused(port, host is { Ip.Length: > 0 }
                ? $"dial tcp4 {host.Ip}:{port}: connect: {why}"
                : $"dial tcp4 127.0.0.1:{port}: connect: {why} IPv6 dial tcp6 [::1]:{port}: connect: {why}");

    /// <summary>Connects a client to a port until both have ended; why not, in a dialer's words, when it cannot be.</summary>
    public async Task<string?> ReachAsync(int port, IByteChannel client, CancellationToken cancellation)
    {
        if (Ports.Find(port) is { } serve)
        {
            await serve(client, cancellation).ConfigureAwait(false);
            return null;
        }

        return host is { Ip.Length: > 0 }
            ? await TcpBridge.RunAsync(host.Ip, port, client, cancellation).ConfigureAwait(false)
            : "connection refused";
    }

    /// <summary>Takes a newer Pod in and looks at everything again.</summary>
    public Task ChangedAsync(JsonObject? pod)
    {
        if (pod is not null)
        {
            Pod = pod;
        }

        return StepSafelyAsync();
    }

    public void Dispose()
    {
        Done = true;
        stopped.Cancel();
        foreach (var container in All())
        {
            container.Kill(137);
        }

        _ = host?.RemoveAsync();
    }

    private string Refused(int port, string why) =>
        $"error forwarding port {port} to pod {Uid.Replace("-", "", StringComparison.Ordinal)}, uid : failed to execute portforward " +
        $"in network namespace \"/var/run/netns/cni-{Uid}\": failed to connect to localhost:{port} inside namespace " +
        $"\"{Uid.Replace("-", "", StringComparison.Ordinal)}\", IPv4: {why} ";

    private List<ContainerRun> All()
    {
        lock (ephemeral)
        {
            return [.. containers, .. initContainers, .. ephemeral];
        }
    }

    /// <summary>Starts what <c>kubectl debug</c> has put into the Pod; such containers run once.</summary>
    private async Task RunEphemeralAsync()
    {
        foreach (var (_, spec) in Items(Child(Pod, "spec"), "ephemeralContainers"))
        {
            if (Find(Text(spec, "name")) is null)
            {
                lock (ephemeral)
                {
                    ephemeral.Add(Make(spec));
                }
            }
        }

        foreach (var container in ephemeral.Where(c => !c.HasRun).ToList())
        {
            await StartAsync(container).ConfigureAwait(false);
        }
    }

    private ContainerRun Make(JsonObject spec) => new(spec, Files, Ports, world.Clock, world.Activity);

    private async Task StepSafelyAsync()
    {
        using var lease = world.Activity.Begin("pod step");
        try
        {
            await turn.WaitAsync(stopped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            await StepAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The world is closing or the Pod is gone.
        }
#pragma warning disable CA1031 // One Pod's trouble must not stop the others; the server shows the failure.
        catch (Exception e)
        {
            world.Failed(e);
        }
#pragma warning restore CA1031
        finally
        {
            turn.Release();
        }
    }

    private async Task StepAsync()
    {
        if (Done)
        {
            return;
        }

        if (Child(Pod, "metadata")?["deletionTimestamp"] is not null)
        {
            await EndAsync().ConfigureAwait(false);
            return;
        }

        if (Text(Child(Pod, "status"), "phase") is "Succeeded" or "Failed")
        {
            return;
        }

        if (startTime.Length == 0)
        {
            started = world.Clock.GetUtcNow();
            startTime = Kinds.StandardColumns.Timestamp(started);
        }

        wakeAt = null;
        if (Expired())
        {
            Tell("Normal", "DeadlineExceeded", PodStatus.DeadlineText);
            All().ForEach(c => c.Kill(137));
        }
        else if (Files.Problem() is { } problem)
        {
            Tell("Warning", "FailedMount", problem);
        }
        else
        {
            RefreshVolumes();
            await RunEphemeralAsync().ConfigureAwait(false);
            if (await RunInitAsync().ConfigureAwait(false))
            {
                foreach (var container in containers)
                {
                    await AdvanceAsync(container, RestartPolicy).ConfigureAwait(false);
                }
            }
        }

        await WriteAsync().ConfigureAwait(false);
        Arm();
    }

    // The deadline may be set or moved while the Pod runs.
    private bool Expired()
    {
        if (Child(Pod, "spec")?["activeDeadlineSeconds"] is null)
        {
            return false;
        }

        var due = started + TimeSpan.FromSeconds(Number(Child(Pod, "spec"), "activeDeadlineSeconds"));
        if (world.Clock.GetUtcNow() >= due)
        {
            return true;
        }

        WakeAt(due);
        return false;
    }

    private string RestartPolicy => Text(Child(Pod, "spec"), "restartPolicy");

    /// <summary>Init containers run one after the other; true when all have succeeded.</summary>
    private async Task<bool> RunInitAsync()
    {
        foreach (var container in initContainers)
        {
            if (container is { State: ContainerState.Terminated, ExitCode: 0 })
            {
                continue;
            }

            var sidecar = Text(container.Spec, "restartPolicy") == "Always";
            await AdvanceAsync(container, sidecar ? "Always" : RestartPolicy == "Always" ? "OnFailure" : RestartPolicy)
                .ConfigureAwait(false);
            if (!(sidecar && container.State == ContainerState.Running))
            {
                foreach (var waiting in initContainers.Concat(containers).Where(c => !c.HasRun && c != container))
                {
                    waiting.Wait("PodInitializing", "");
                }

                return container is { State: ContainerState.Terminated, ExitCode: 0 };
            }
        }

        return true;
    }

    private async Task AdvanceAsync(ContainerRun container, string policy)
    {
        var now = world.Clock.GetUtcNow();
        if (container.State == ContainerState.Running)
        {
            probes.Evaluate(container, now);
            return;
        }

        if (container.HasRun)
        {
            var again = policy == "Always" || (policy == "OnFailure" && container.ExitCode != 0);
            if (!again)
            {
                return;
            }

            if (now < container.RestartAt)
            {
                var text = $"back-off {(int)container.BackOff.TotalSeconds}s restarting failed container=" +
                    $"{container.Name} pod={Name(Pod)}_{Namespace(Pod)}({Uid})";
                container.Wait("CrashLoopBackOff", text.Replace("back-off 60s", "back-off 1m0s", StringComparison.Ordinal));
                Tell("Warning", "BackOff", $"Back-off restarting failed container {container.Name} in pod " +
                    $"{Name(Pod)}_{Namespace(Pod)}({Uid})", container);
                WakeAt(container.RestartAt);
                return;
            }
        }

        await StartAsync(container).ConfigureAwait(false);
    }

    // Real files follow at once what is written to the API, and tokens once a minute, as the kubelet looks.
    private void RefreshVolumes()
    {
        if (host is not null)
        {
            host.RefreshVolumes();
            WakeAt(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        }
    }

    private async Task StartAsync(ContainerRun container)
    {
        try
        {
            var withIp = (JsonObject)Pod.DeepClone();
            Ensure(withIp, "status")["podIP"] = Ip;
            var environment = new PodEnvironment(world.Api, withIp, world.HostIp, Files).Resolve(container.Spec);
            if (host is null)
            {
                container.Start(environment, world.NextContainerId(), c => { _ = StepSafelyAsync(); });
            }
            else
            {
                await container.StartAsync(host, environment, c => { _ = StepSafelyAsync(); }, stopped.Token).ConfigureAwait(false);
            }

            container.Ready = probes.Started(container);
            Record("Normal", "Pulled", container,
                $"Container image \"{Text(container.Spec, "image")}\" already present on machine and can be accessed by the pod");
            Record("Normal", "Created", container, "Container created");
            Record("Normal", "Started", container, "Container started");
        }
        catch (ContainerConfigException e)
        {
            container.Wait(e.Reason, e.Message);
            foreach (var (type, reason, message) in e.Events.Count > 0 ? e.Events : [("Warning", "Failed", $"Error: {e.Message}")])
            {
                Tell(type, reason, message, container);
            }

            if (e.Again is { } again)
            {
                WakeAt(again);
            }
        }
    }

    private async Task EndAsync()
    {
        foreach (var container in All().Where(c => c.State == ContainerState.Running))
        {
            Tell("Normal", "Killing", $"Stopping container {container.Name}", container);
        }

        if (host is not null)
        {
            var grace = TimeSpan.FromSeconds(Number(Child(Pod, "metadata"), "deletionGracePeriodSeconds", 30));
            await Task.WhenAll(All().Select(c => c.Process?.StopAsync(grace) ?? Task.CompletedTask))
                .ConfigureAwait(false);
            await host.RemoveAsync().ConfigureAwait(false);
        }

        All().ForEach(c => c.Kill(137));
        await WriteAsync().ConfigureAwait(false);
        Done = true;
        await world.Api.DeleteAsync(Namespace(Pod), Name(Pod), Uid, stopped.Token).ConfigureAwait(false);
    }

    private Task WriteAsync() => world.Api.UpdateStatusAsync(
        Namespace(Pod),
        Name(Pod),
        Uid,
        current => PodStatus.Make(current, initContainers, containers, new PodStatus.Facts(
            world.HostIp, Ip, startTime, RestartPolicy, world.Clock.GetUtcNow())
        {
            Ephemeral = ephemeral,
            IsExpired = startTime.Length > 0 && Child(Pod, "metadata")?["deletionTimestamp"] is null && Expired(),
        }),
        stopped.Token);

    private void Record(string type, string reason, ContainerRun container, string message) =>
        world.Api.Record(Pod, type, reason, message, Field(container));

    private string Field(ContainerRun container)
    {
        var list = containers.Contains(container) ? "containers" : initContainers.Contains(container) ? "initContainers"
            : "ephemeralContainers";
        return $"spec.{list}{{{container.Name}}}";
    }

    private void Tell(string type, string reason, string message, ContainerRun? container = null)
    {
        // The real kubelet counts repetitions up; one event per text is enough here.
        if (told.Add(reason + message))
        {
            world.Api.Record(Pod, type, reason, message, container is null ? "" : Field(container));
        }
    }

    private void WakeAt(DateTimeOffset time)
    {
        if (wakeAt is null || time < wakeAt)
        {
            wakeAt = time;
        }
    }

    private void Arm()
    {
        if (probes.NextDue(containers) is { } due)
        {
            WakeAt(due);
        }

        if (wakeAt is { } at)
        {
            _ = WakeAsync(at);
        }
    }

    private async Task WakeAsync(DateTimeOffset at)
    {
        try
        {
            using var lease = await ClockSleep.WaitAsync(
                world.Clock, world.Activity, "pod timer", at - world.Clock.GetUtcNow(), stopped.Token)
                .ConfigureAwait(false);
            if (wakeAt is { } wanted && wanted <= world.Clock.GetUtcNow())
            {
                await StepSafelyAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The Pod is gone.
        }
    }
}
