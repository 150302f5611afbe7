using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// The operator as its built image in the cluster under test: the manifests of deploy/kustomize/base with the image
/// <c>ESO_OPERATOR_IMAGE</c> and the AWS endpoint that Pods can reach.
/// </summary>
internal sealed class InClusterOperator(IKubernetesAccess kubernetes, GroundSettings settings, TimeProvider machine)
{
    private const string Name = "external-secrets";
    private static readonly string[] Files = ["namespace", "rbac", "deployment"];
    private static readonly string[] ClusterWide = ["Namespace", "ClusterRole", "ClusterRoleBinding"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly ObjectKey Deployment = new("apps/v1", "Deployment", Name, Name);

    /// <summary>Installs it and waits until it is available.</summary>
    /// <exception cref="GroundUnavailableException">It does not become available.</exception>
    public async Task InstallAsync(IReadOnlyDictionary<string, string> aws, CancellationToken cancel)
    {
        foreach (var manifest in Files.SelectMany(Read))
        {
            if (!ClusterWide.Contains((string)manifest["kind"]!))
            {
                manifest["metadata"]!["namespace"] = Name;
            }

            if ((string?)manifest["kind"] == "Deployment")
            {
                var container = manifest["spec"]!["template"]!["spec"]!["containers"]![0]!;
                container["image"] = settings["ESO_OPERATOR_IMAGE"] ?? "eso-operator:latest";
                container["imagePullPolicy"] = "IfNotPresent";
                container["env"] = new JsonArray([.. aws.Select(v => (JsonNode)new JsonObject { ["name"] = v.Key, ["value"] = v.Value })]);
            }

            await kubernetes.ApplyAsync(manifest, cancel);
        }

        await AvailableAsync(cancel);
    }

    public async Task RestartAsync(CancellationToken cancel)
    {
        // As `kubectl rollout restart` does: a changed template makes new Pods.
        await kubernetes.MergePatchAsync(Deployment, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = machine.GetUtcNow().ToString("O") },
                    },
                },
            },
        }, cancel);
        await AvailableAsync(cancel);
    }

    public async Task RemoveAsync(CancellationToken cancel)
    {
        await kubernetes.DeleteAsync(Deployment, cancel);
        await kubernetes.DeleteAsync(new ObjectKey("v1", "Namespace", null, Name), cancel);
    }

    private static IReadOnlyList<JsonObject> Read(string file)
    {
        using var stream = typeof(InClusterOperator).Assembly.GetManifestResourceStream($"operator/{file}.yaml")!;
        using var reader = new StreamReader(stream);
        return Manifests.Parse(reader.ReadToEnd(), file);
    }

    private async Task AvailableAsync(CancellationToken cancel)
    {
        var began = machine.GetTimestamp();
        while (true)
        {
            var found = await kubernetes.GetAsync(Deployment, cancel);
            var current = (long?)found?["status"]?["observedGeneration"] == (long?)found?["metadata"]?["generation"];
            if (current && (int?)found?["status"]?["availableReplicas"] is > 0 && (int?)found["status"]?["unavailableReplicas"] is null or 0)
            {
                return;
            }

            if (machine.GetElapsedTime(began) > Patience)
            {
                throw new GroundUnavailableException(
                    $"the operator's Deployment is not available after {Patience.TotalMinutes:0} min: "
                    + "does the cluster have the image? (ESO_OPERATOR_IMAGE)");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), machine, cancel);
        }
    }
}
