using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>The volume claims of a StatefulSet's Pods: made from its templates, named after the Pod, kept when it goes.</summary>
internal static class StatefulClaims
{
    public static async ValueTask EnsureAsync(ClusterClient client, JsonObject set, string pod)
    {
        var kind = client.Kind("v1", "PersistentVolumeClaim");
        foreach (var (_, template) in Items(Child(set, "spec"), "volumeClaimTemplates"))
        {
            var claim = (JsonObject)template.DeepClone();
            var name = $"{Name(template)}-{pod}";
            var metadata = Ensure(claim, "metadata");
            metadata["name"] = name;
            metadata["namespace"] = Namespace(set);
            var labels = Ensure(metadata, "labels");
            foreach (var (key, value) in Child(Child(Child(set, "spec"), "selector"), "matchLabels") ?? [])
            {
                labels[key] = value?.DeepClone();
            }

            claim.Remove("status");
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
            if (client.Core.Find("persistentvolumeclaims", Namespace(set), name) is null)
            {
                await client.CreateAsync(kind, claim).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The Pod's volumes of these claims, in place of any of the same name.</summary>
    public static void Mount(JsonObject set, JsonObject podSpec, string pod)
    {
        var claims = Items(Child(set, "spec"), "volumeClaimTemplates").Select(t => Name(t.Item)).ToList();
        if (claims.Count == 0)
        {
            return;
        }

        var volumes = claims.Select(c => (JsonNode?)new JsonObject
        {
            ["name"] = c,
            ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = $"{c}-{pod}" },
        });
        var others = Items(podSpec, "volumes")
            .Where(v => !claims.Contains(Text(v.Item, "name")))
            .Select(v => (JsonNode?)v.Item.DeepClone());
        podSpec["volumes"] = new JsonArray([.. volumes, .. others]);
    }
}
