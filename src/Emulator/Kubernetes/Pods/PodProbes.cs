using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Shell;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// Probes as conditions: exec probes run in the container, the others knock at its port; those of the built-in shell,
/// which has no network, succeed once their initial delay is over.
/// </summary>
internal sealed class PodProbes(
    PodWorld world,
    Action<string, string, ContainerRun, string> record,
    Action changed,
    CancellationToken cancellation)
{
    private readonly Dictionary<(string Container, string Probe), ProbeState> states = [];

    /// <summary>Begins anew with a started container; true when nothing keeps it from being ready at once.</summary>
    public bool Started(ContainerRun container)
    {
        var ready = true;
        foreach (var kind in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            states.Remove((container.Name, kind));
            if (Child(container.Spec, kind) is { } probe)
            {
                states[(container.Name, kind)] = new ProbeState
                {
                    Due = container.StartedAt + TimeSpan.FromSeconds(Number(probe, "initialDelaySeconds")),
                };
                ready &= kind == "livenessProbe";
            }
        }

        if (!ready)
        {
            Evaluate(container, container.StartedAt);
            return container.Ready;
        }

        return true;
    }

    /// <summary>Runs what is due.</summary>
    public void Evaluate(ContainerRun container, DateTimeOffset now)
    {
        foreach (var kind in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            if (Child(container.Spec, kind) is not { } probe ||
                !states.TryGetValue((container.Name, kind), out var state) || state.Running || now < state.Due)
            {
                continue;
            }

            state.Due = now + TimeSpan.FromSeconds(Math.Max(1, Number(probe, "periodSeconds", 10)));
            if (Child(probe, "exec") is { } exec)
            {
                state.Running = true;
                _ = ExecAsync(container, kind, probe, state, [.. Texts(exec, "command")]);
            }
            else if (container.Process is not null)
            {
                state.Running = true;
                _ = KnockAsync(container, kind, probe, state);
            }
            else
            {
                state.Final = true;
                Count(container, kind, probe, state, success: true);
            }
        }
    }

    /// <summary>When the next probe of a running container is due.</summary>
    public DateTimeOffset? NextDue(IEnumerable<ContainerRun> containers)
    {
        DateTimeOffset? next = null;
        foreach (var container in containers.Where(c => c.State == ContainerState.Running))
        {
            foreach (var ((name, _), state) in states)
            {
                if (name == container.Name && !state.Final && !state.Running && (next is null || state.Due < next))
                {
                    next = state.Due;
                }
            }
        }

        return next;
    }

    private async Task ExecAsync(
        ContainerRun container,
        string kind,
        JsonObject probe,
        ProbeState state,
        List<string> command)
    {
        var code = 1;
        var heard = new Heard();
        try
        {
            if (command.Count > 0)
            {
                var io = new ShellIo("", heard.Add, heard.Add);
                code = container.Process is { } process
                    ? await process.ExecAsync(command, tty: false, takesInput: false, heard, cancellation).ConfigureAwait(false)
                    : await container.Session(cancellation).RunAsync(command, io).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (ContainerConfigException)
        {
            code = 1;
        }

        using var lease = world.Activity.Begin("probe");
        state.Running = false;
        if (code != 0)
        {
            record("Warning", "Unhealthy", container, $"{Title(kind)} probe failed: {heard.Said}");
        }

        Count(container, kind, probe, state, code == 0);
        changed();
    }

    /// <summary>A probe of a real container's port: HTTP wants an answer below 400, the others a connection.</summary>
    private async Task KnockAsync(ContainerRun container, string kind, JsonObject probe, ProbeState state)
    {
        var good = false;
        try
        {
            var time = TimeSpan.FromSeconds(Math.Max(1, Number(probe, "timeoutSeconds", 1)));
            good = await RealProbe.TryAsync(container.Spec, probe, container.Address(), cancellation).WaitAsync(time, world.Clock, cancellation)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // As bad as a refusal.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        using var lease = world.Activity.Begin("probe");
        state.Running = false;
        Count(container, kind, probe, state, good);
        changed();
    }

    private static string Title(string kind) => kind switch
    {
        "livenessProbe" => "Liveness",
        "startupProbe" => "Startup",
        _ => "Readiness",
    };

    private void Kill(ContainerRun container, string kind)
    {
        record("Normal", "Killing", container,
            $"Container {container.Name} failed {Title(kind).ToLowerInvariant()} probe, will be restarted");
        container.Kill(137);
    }

    private void Count(ContainerRun container, string kind, JsonObject probe, ProbeState state, bool success)
    {
        state.Successes = success ? state.Successes + 1 : 0;
        state.Failures = success ? 0 : state.Failures + 1;
        var failed = state.Failures >= Math.Max(1, Number(probe, "failureThreshold", 3));
        if (kind == "livenessProbe")
        {
            if (failed)
            {
                Kill(container, kind);
            }

            return;
        }

        if (success && state.Successes >= Math.Max(1, Number(probe, "successThreshold", 1)))
        {
            state.Final |= kind == "startupProbe";
            container.Ready = container.State == ContainerState.Running;
        }
        else if (failed)
        {
            container.Ready = false;
            if (kind == "startupProbe")
            {
                Kill(container, kind);
            }
        }
    }

    /// <summary>What a probe's command says, for the event about its failure.</summary>
    private sealed class Heard : Streams.IExecClient
    {
        // As much of it as a kubelet keeps.
        private const int CharsMax = 10 * 1024;
        private readonly StringBuilder text = new();

        public string Said => text.ToString();

        public void Add(string piece) => text.Append(piece, 0, Math.Min(piece.Length, CharsMax - text.Length));

        public ValueTask<byte[]?> ReadInputAsync(CancellationToken cancellation) => ValueTask.FromResult<byte[]?>(null);

        public ValueTask SendAsync(int channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            Add(ShellBytes.Text(bytes.Span));
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
    }

    private sealed class ProbeState
    {
        public DateTimeOffset Due { get; set; }

        public bool Running { get; set; }

        public bool Final { get; set; }

        public long Successes { get; set; }

        public long Failures { get; set; }
    }
}
