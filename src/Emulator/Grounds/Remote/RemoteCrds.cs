using System.Text.Json.Nodes;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>The operator's CRDs on an API server that is not ours: left alone where they are, made and waited for where not.</summary>
internal static class RemoteCrds
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan EstablishedMax = TimeSpan.FromSeconds(60);

    public static async Task InstallAsync(JsonObject crd, IKubernetesAccess kubernetes, TimeProvider machine, CancellationToken cancel)
    {
        var key = new ObjectKey("apiextensions.k8s.io/v1", "CustomResourceDefinition", null, (string)crd["metadata"]!["name"]!);
        if (await kubernetes.GetAsync(key, cancel) is null)
        {
            await kubernetes.ApplyAsync(crd, cancel);
        }

        var began = machine.GetTimestamp();
        while (!IsEstablished(await kubernetes.GetAsync(key, cancel)))
        {
            if (machine.GetElapsedTime(began) > EstablishedMax)
            {
                throw new GroundUnavailableException($"the API server has not established {key.Name} after {EstablishedMax.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, machine, cancel);
        }
    }

    private static bool IsEstablished(JsonObject? crd) => (crd?["status"]?["conditions"] as JsonArray)?
        .Any(c => (string?)c?["type"] == "Established" && (string?)c?["status"] == "True") == true;
}
