using System.Text.Json.Nodes;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>One process of a container: its variables, its files, its place in time. Nothing runs on the host.</summary>
internal sealed partial class ShellSession(
    PodFiles files,
    JsonObject container,
    TimeProvider clock,
    Activity activity,
    CancellationToken cancellation)
{
    // A script may do this much without sleeping; after that it is made to wait, so that no loop spins.
    private const int StepsPerBreath = 10_000;

    private int steps;
    private Activity.Lease? lease;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Names in the order they were set, as <c>env</c> prints them.</summary>
    public List<string> Order { get; } = [];

    public PodFiles Files => files;

    public JsonObject Container => container;

    public TimeProvider Clock => clock;

    /// <summary>The network of its Pod.</summary>
    public PodPorts Ports { get; init; } = new();

    /// <summary>What the shell was called as; its complaints begin with it.</summary>
    public string ShellName { get; set; } = "sh";

    public int LastStatus { get; set; }

    public bool Exited { get; set; }

    /// <summary>The arguments of the script or function that runs.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>What a script has defined.</summary>
    public Dictionary<string, Node> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>How many loops a <c>break</c> or <c>continue</c> still leaves; a <c>return</c> leaves its function.</summary>
    public (JumpKind Kind, int Levels) Jump { get; set; }

    /// <summary>Its files, seen from where it stands.</summary>
    public ShellDisk Disk { get; } = new(files, container);

    /// <summary>The same process, stopped by something else.</summary>
    public ShellSession StoppedBy(CancellationToken stop)
    {
        var same = new ShellSession(files, container, clock, activity, stop)
        {
            Ports = Ports,
            ShellName = ShellName,
            LastStatus = LastStatus,
            Arguments = Arguments,
        };
        foreach (var (name, body) in Functions)
        {
            same.Functions[name] = body;
        }

        same.Disk.Directory = Disk.Directory;
        foreach (var name in Order.Where(Variables.ContainsKey))
        {
            same.Set(name, Variables[name]);
        }

        return same;
    }

    public void Set(string name, string value)
    {
        if (!Variables.ContainsKey(name))
        {
            Order.Add(name);
        }

        Variables[name] = value;
    }

    /// <summary>Runs argv as a process: a lease is held while it is busy, none while it sleeps.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> argv, ShellIo io)
    {
        Begin();
        try
        {
            return await ShellCommands.RunAsync(this, argv, io).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Runs argv and keeps the lease, so that the caller can tell of the end before the world looks quiet.</summary>
    public Task<int> RunHeldAsync(IReadOnlyList<string> argv, ShellIo io)
    {
        Begin();
        return ShellCommands.RunAsync(this, argv, io);
    }

    /// <summary>Takes the lease, if it is not held yet.</summary>
    public void Begin() => lease ??= activity.Begin("pod process");

    public void Release()
    {
        lease?.Dispose();
        lease = null;
    }

    public async Task SleepAsync(TimeSpan time)
    {
        steps = 0;
        lease = await ClockSleep.WaitAsync(clock, activity, "pod process", time, cancellation, Release)
            .ConfigureAwait(false);
    }

    /// <summary>Waits for something from outside, without holding the world up.</summary>
    public async Task WaitAsync(Task something)
    {
        Release();
        await something.WaitAsync(cancellation).ConfigureAwait(false);
        Begin();
    }
}
