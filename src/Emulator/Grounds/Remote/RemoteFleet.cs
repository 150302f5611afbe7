using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Faults;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>The operators in this process against servers that are elsewhere, and what faults may do to them.</summary>
internal static class RemoteFleet
{
    /// <summary>Makes the fleet, and tells the fault board of it.</summary>
    /// <param name="administrator">Who may give the Lease away and ask for the newest revision.</param>
    public static OperatorFleet Make(RemoteFleetParts parts, KubeClient administrator, IKubernetesAccess kubernetes)
    {
        var fleet = new OperatorFleet(new FleetParts
        {
            Options = parts.Options,
            Clock = parts.Clock,
            Machine = parts.Machine,
            Activity = parts.Activity,
            Faults = parts.Faults,
            Connection = () => parts.Connection,
            Kube = () => new InMemoryDoor(parts.Faults.Guard("kube", parts.Kube.HandleAsync)) { Prepare = parts.Introduce },
            Aws = () => new InMemoryDoor(parts.Aws),
            Environment = parts.Environment,
            TakeLease = () => kubernetes.MergePatchAsync(
                Lease(parts.Connection.Namespace), OperatorFleet.LeaseOfAnother(parts.Clock), CancellationToken.None),
            StreamBytes = () => parts.Kube.StreamBytes,
        });
        parts.Faults.Hooks = new FaultHooks
        {
            // Asked once, when a fault is put in force.
            Revision = () => Task.Run(() => RevisionAsync(administrator)).GetAwaiter().GetResult(),
            AwsReplica = parts.AwsReplica,
            Operator = fleet,
        };
        return fleet;
    }

    public static ObjectKey Lease(string ns) => new("coordination.k8s.io/v1", "Lease", ns, new OperatorOptions().LeaderElectionId);

    private static async Task<long> RevisionAsync(KubeClient client)
    {
        var list = JsonNode.Parse(await client.GetTextAsync("/api/v1/namespaces?limit=1", CancellationToken.None));
        return long.Parse((string)list!["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);
    }
}

/// <summary>What a <see cref="RemoteFleet"/> is made of.</summary>
internal sealed record RemoteFleetParts
{
    public required WorldOptions Options { get; init; }

    public required TimeProvider Clock { get; init; }

    public required TimeProvider Machine { get; init; }

    public required Activity Activity { get; init; }

    public required FaultBoard Faults { get; init; }

    public required KubeConnection Connection { get; init; }

    /// <summary>The way to the API server.</summary>
    public required Forwarding Kube { get; init; }

    /// <summary>The way to AWS, behind the fault board.</summary>
    public required RequestDelegate Aws { get; init; }

    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>> Environment { get; init; }

    /// <summary>Says to the API server who asks; null: whoever the connection is.</summary>
    public Action<HttpContext>? Introduce { get; init; }

    /// <summary>A copy of AWS as it is now; null where AWS is not ours.</summary>
    public Func<RequestDelegate>? AwsReplica { get; init; }
}
