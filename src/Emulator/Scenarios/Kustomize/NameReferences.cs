using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>
/// References of one object to another by name follow the other's new name; in kinds that Kubernetes ships, as kustomize
/// knows no others' fields.
/// </summary>
internal static class NameReferences
{
    public static void Fix(List<KustomizeResource> all)
    {
        foreach (var one in all.Where(r => !r.Group.Contains('.', StringComparison.Ordinal) || r.Group.EndsWith(".k8s.io", StringComparison.Ordinal)))
        {
            Walk(one.Object, all, one.Namespace);
        }
    }

    private static void Walk(JsonNode? node, List<KustomizeResource> all, string? ns)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Walk(item, all, ns);
            }
        }

        foreach (var (key, value) in (node as JsonObject)?.ToList() ?? [])
        {
            switch (key, value)
            {
                case ("metadata", _):
                    // Templates have one, too: nothing in it names another object.
                    break;
                case ("serviceAccountName" or "serviceAccount", JsonValue):
                    Follow((JsonObject)node!, key, "ServiceAccount", all, ns);
                    break;
                case ("secretName", JsonValue):
                    Follow((JsonObject)node!, key, "Secret", all, ns);
                    break;
                case ("claimName", JsonValue):
                    Follow((JsonObject)node!, key, "PersistentVolumeClaim", all, ns);
                    break;
                case ("serviceName", JsonValue):
                    Follow((JsonObject)node!, key, "Service", all, ns);
                    break;
                case ("subjects" or "imagePullSecrets" or "secrets", JsonArray items):
                    items.OfType<JsonObject>().ToList().ForEach(i => Item(key, i, all, ns));
                    break;
                case (_, JsonObject map) when KindOf(key, map) is { } kind:
                    Follow(map, "name", kind, all, ns);
                    Walk(map, all, ns);
                    break;
                default:
                    Walk(value, all, ns);
                    break;
            }
        }
    }

    private static string? KindOf(string key, JsonObject map) => key switch
    {
        "configMapRef" or "configMapKeyRef" or "configMap" => "ConfigMap",
        "secretRef" or "secretKeyRef" or "secret" => "Secret",
        "service" => "Service",
        "roleRef" or "scaleTargetRef" => (string?)map["kind"],
        _ => null,
    };

    private static void Item(string key, JsonObject item, List<KustomizeResource> all, string? ns)
    {
        if (key != "subjects")
        {
            Follow(item, "name", "Secret", all, ns);
        }
        else if ((string?)item["kind"] == "ServiceAccount" && Follow(item, "name", "ServiceAccount", all, null) is { Namespace: { } theirs })
        {
            item["namespace"] = theirs;
        }
    }

    private static KustomizeResource? Follow(JsonObject map, string key, string kind, List<KustomizeResource> all, string? ns)
    {
        if (map[key] is not JsonValue value || !value.TryGetValue<string>(out var name))
        {
            return null;
        }

        var known = all.Where(r => r.Kind == kind && r.Knows(name) >= 0 && (ns is null || r.Namespace is null || r.Namespace == ns)).ToList();
        var exact = known.Where(r => r.Name == name).ToList();
        var meant = exact.Count == 1 ? exact[0] : known.Count == 1 ? known[0] : null;
        if (meant is not null)
        {
            map[key] = meant.Name;
        }

        return meant;
    }
}
