using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Bootstrap;
using Eso.Integration.Harness;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Operator.Api;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Kubernetes;

/// <summary>CRDs copied into a new world are what the same CRDs become when they are posted.</summary>
public sealed class PreparedCrdTests
{
    [Fact]
    public async Task A_copied_CRD_equals_a_posted_one()
    {
        await using var posted = Server([]);
        await using var copied = Server(OperatorCrds.All().Select(crd => PreparedCrd.Of(crd)).ToList());
        await posted.StartAsync();
        await copied.StartAsync();
        using var poster = Client(posted);
        using var reader = Client(copied);

        foreach (var crd in OperatorCrds.All())
        {
            var name = crd["metadata"]!["name"]!.ToString();
            await poster.CreateAsync(CoreTypes.CustomResourceDefinition, null, crd, CancellationToken.None);

            var want = Bare(await poster.GetAsync(CoreTypes.CustomResourceDefinition, null, name, CancellationToken.None));
            var have = Bare(await reader.GetAsync(CoreTypes.CustomResourceDefinition, null, name, CancellationToken.None));
            have.ToJsonString().Should().Be(want.ToJsonString(), "of {0}", name);
        }

        var served = (await reader.GetPathAsync("apis/external-secrets.io/v1", CancellationToken.None))["resources"]!.AsArray();
        served.Select(r => r!["name"]!.ToString()).Should().Contain("externalsecrets").And.Contain("secretstores/status");
    }

    /// <summary>Without what differs from world to world.</summary>
    private static JsonObject Bare(JsonObject crd)
    {
        var metadata = crd["metadata"]!.AsObject();
        foreach (var own in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields"])
        {
            metadata.Remove(own);
        }

        foreach (var condition in crd["status"]!["conditions"]!.AsArray())
        {
            condition!.AsObject().Remove("lastTransitionTime");
        }

        return crd;
    }

    private static KubeServer Server(IReadOnlyList<PreparedCrd> crds) => new(
        new KubeServerOptions { Authentication = false, Crds = crds, Controllers = new HashSet<string>() },
        World.Machine, new Entropy(1), new Journal(), new Activity());

    private static KubeClient Client(KubeServer server) =>
        new(new KubeConnection { Server = new Uri("http://kube") }, new InMemoryDoor(server.Pipeline), World.Machine);
}
