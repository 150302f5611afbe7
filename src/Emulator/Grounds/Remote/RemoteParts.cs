using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>What a <see cref="RemoteGround"/> is made of.</summary>
internal sealed record RemoteParts
{
    public required string Name { get; init; }

    public required IReadOnlySet<Need> Offers { get; init; }

    public required WorldOptions Options { get; init; }

    public required GroundSettings Settings { get; init; }

    public required TimeProvider Machine { get; init; }

    /// <summary>The operator's and AWS's clock where it is ours to move; null: the machine's.</summary>
    public WorldClock? World { get; init; }

    public required Isolation Isolation { get; init; }

    /// <summary>As the scenario sees the cluster.</summary>
    public required IsolatedKubernetes Kubernetes { get; init; }

    /// <summary>The cluster as it is.</summary>
    public required IKubernetesAccess RawKubernetes { get; init; }

    /// <summary>As the scenario sees AWS.</summary>
    public required IAwsAccess Aws { get; init; }

    /// <summary>AWS as it is.</summary>
    public required IAwsAccess RawAws { get; init; }

    public required Journal.Journal Journal { get; init; }

    public required Faults.FaultBoard Faults { get; init; }

    /// <summary>The ways of the operator's requests: Kubernetes first, then AWS where it is not ours.</summary>
    public required IReadOnlyList<Forwarding> Ways { get; init; }

    /// <summary>The operators in this process; null where they run in the cluster.</summary>
    public OperatorFleet? Operator { get; init; }

    /// <summary>The namespace of their Lease.</summary>
    public string OperatorNamespace { get; init; } = "";

    /// <summary>What they need to be there in the cluster, for this world only.</summary>
    public IReadOnlyList<JsonObject> OperatorHome { get; init; } = [];

    /// <summary>Where work without a request is told.</summary>
    public required Activity Activity { get; init; }

    /// <summary>AWS where it is ours; null: it is elsewhere.</summary>
    public AwsServer? OwnAws { get; init; }

    /// <summary>The cluster's issuer of tokens, where <see cref="OwnAws"/> can read its documents.</summary>
    public string? Issuer { get; init; }

    /// <summary>Restarts the operator that runs in the cluster.</summary>
    public Func<CancellationToken, Task>? RestartInCluster { get; init; }

    public required IReadOnlyDictionary<string, string> CommandEnvironment { get; init; }

    /// <summary>How long nothing may move before the world counts as quiet.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>How long an expectation may take by itself where time runs.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What ends with the ground, in this order.</summary>
    public required IReadOnlyList<IAsyncDisposable> Owned { get; init; }
}

/// <summary>A plain disposable as an asynchronous one.</summary>
internal sealed class Owned(IDisposable what) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        what.Dispose();
        return ValueTask.CompletedTask;
    }
}
