using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Pods.Shell;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

#pragma warning disable CA1001 // The source is cancelled with the process; it holds no handle.
/// <summary>
/// One container of a Pod through all its restarts. Called under its sandbox's lock, except for the process itself,
/// which tells the sandbox when it has ended.
/// </summary>
internal sealed class ContainerRun(JsonObject spec, PodFiles files, PodPorts ports, TimeProvider clock, Activity activity)
{
    private static readonly TimeSpan BackOffFirst = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BackOffMost = TimeSpan.FromMinutes(5);

    private CancellationTokenSource? stop;
    private JsonObject? lastState;
    private string containerId = "";
    private string imageId = "";
    private int instance;

    public JsonObject Spec => spec;

    public string Name => Text(spec, "name");

    public ContainerState State { get; private set; } = ContainerState.Waiting;

    public string WaitingReason { get; private set; } = "ContainerCreating";

    public string WaitingMessage { get; private set; } = "";

    public int ExitCode { get; private set; }

    public string EndReason { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset FinishedAt { get; private set; }

    public int Restarts { get; private set; }

    public bool Ready { get; set; }

    public DateTimeOffset RestartAt { get; private set; }

    public ContainerLog? Log { get; private set; }

    public ContainerLog? PreviousLog { get; private set; }

    /// <summary>What is typed into the built-in shell, and seen of it.</summary>
    public ContainerConsole? Console { get; private set; }

    /// <summary>The real container behind it; null: the built-in shell.</summary>
    public IContainerProcess? Process { get; private set; }

    /// <summary>The environment of the running process, which exec shares.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; private set; } = [];

    public bool HasRun => instance > 0;

    public TimeSpan BackOff => Restarts < 1
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(
            BackOffMost.Ticks, BackOffFirst.Ticks * (1L << Math.Min(Restarts - 1, 10))));

    public void Wait(string reason, string message)
    {
        State = ContainerState.Waiting;
        WaitingReason = reason;
        WaitingMessage = message;
        Ready = false;
    }

    /// <summary>Starts the process; <paramref name="ended"/> is called, on any thread, when it is over.</summary>
    public void Start(
        IReadOnlyList<KeyValuePair<string, string>> environment,
        string id,
        Action<ContainerRun> ended)
    {
        var log = new ContainerLog();
        Begin(environment, id, $"{Text(spec, "image")}@eso", log);
        stop = new CancellationTokenSource();
        var mine = instance;
        var session = Session(stop.Token);
        session.Begin();
        var console = Console = new ContainerConsole();
        var process = new BuiltInProcess(spec, files, ports, session, console, Write);
        var token = stop.Token;
        void Write(string text)
        {
            log.Write(text, clock.GetUtcNow());
            console.Show(text);
        }

        _ = Task.Run(async () =>
        {
            try
            {
                var (code, reason) = await process.RunAsync(environment, token).ConfigureAwait(false);
                Over(mine, code, reason, ended);
            }
            finally
            {
                session.Release();
            }
        });
    }

    /// <summary>The same in an engine; throws what keeps the container from starting.</summary>
    public async Task StartAsync(
        IPodHost host,
        IReadOnlyList<KeyValuePair<string, string>> environment,
        Action<ContainerRun> ended,
        CancellationToken cancellation)
    {
        var log = new ContainerLog();
        var process = await host.StartAsync(new ContainerStart(spec, environment, instance, log), cancellation).ConfigureAwait(false);
        Begin(environment, process.Id, process.ImageId, log);
        Process = process;
        _ = FollowAsync(process, instance, ended);
    }

    /// <summary>Kills the process.</summary>
    public void Kill(int code)
    {
        if (State != ContainerState.Running)
        {
            return;
        }

        instance++;
        stop?.Cancel();
        _ = Process?.StopAsync(TimeSpan.Zero);
        Log?.Close(clock.GetUtcNow());
        End(code, "Error");
    }

    /// <summary>A session that shares the container's environment and files, for exec and probes.</summary>
    public ShellSession Session(CancellationToken cancellation)
    {
        var session = new ShellSession(files, spec, clock, activity, cancellation) { Ports = ports };
        foreach (var (name, value) in Environment)
        {
            session.Set(name, value);
        }

        return session;
    }

    /// <summary>The address of its Pod.</summary>
    public string Address() => files.PodIp;

    public JsonObject Status()
    {
        var status = new JsonObject
        {
            ["name"] = Name,
            ["state"] = StateJson(),
            ["lastState"] = lastState is null ? [] : new JsonObject { ["terminated"] = lastState.DeepClone() },
            ["ready"] = Ready,
            ["restartCount"] = GoNumbers.Node(Restarts),
            ["image"] = Text(spec, "image"),
            ["imageID"] = imageId,
        };
        if (containerId.Length > 0)
        {
            status["containerID"] = containerId;
        }

        status["started"] = State == ContainerState.Running;
        return status;
    }

    private async Task FollowAsync(IContainerProcess process, int mine, Action<ContainerRun> ended)
    {
        var (code, reason) = await process.Ended.ConfigureAwait(false);
        Over(mine, code, reason, ended);
    }

    private void Begin(
        IReadOnlyList<KeyValuePair<string, string>> environment, string id, string image, ContainerLog log)
    {
        if (HasRun)
        {
            lastState = Terminated();
            PreviousLog = Log;
            Restarts++;
        }

        instance++;
        containerId = id;
        imageId = image;
        Environment = environment;
        Log = log;
        State = ContainerState.Running;
        StartedAt = clock.GetUtcNow();
    }

    private void Over(int mine, int code, string reason, Action<ContainerRun> ended)
    {
        if (mine == instance)
        {
            Log!.Close(clock.GetUtcNow());
            End(code, reason);
            ended(this);
        }
    }

    private JsonObject StateJson() => State switch
    {
        ContainerState.Running => new JsonObject
        {
            ["running"] = new JsonObject { ["startedAt"] = StandardColumns.Timestamp(StartedAt) },
        },
        ContainerState.Terminated => new JsonObject { ["terminated"] = Terminated() },
        _ => new JsonObject { ["waiting"] = Waiting() },
    };

    private JsonObject Waiting()
    {
        var waiting = new JsonObject { ["reason"] = WaitingReason };
        if (WaitingMessage.Length > 0)
        {
            waiting["message"] = WaitingMessage;
        }

        return waiting;
    }

    private JsonObject Terminated() => new()
    {
        ["exitCode"] = GoNumbers.Node(ExitCode),
        ["reason"] = EndReason,
        ["startedAt"] = StandardColumns.Timestamp(StartedAt),
        ["finishedAt"] = StandardColumns.Timestamp(FinishedAt),
        ["containerID"] = containerId,
    };

    private void End(int code, string reason)
    {
        State = ContainerState.Terminated;
        ExitCode = code;
        EndReason = reason;
        FinishedAt = clock.GetUtcNow();
        RestartAt = FinishedAt + BackOff;
        Ready = false;
    }
}

#pragma warning restore CA1001

internal enum ContainerState
{
    Waiting,
    Running,
    Terminated,
}
