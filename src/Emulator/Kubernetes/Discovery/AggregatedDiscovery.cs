using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Discovery;

/// <summary>The entries of an apidiscovery.k8s.io/v2 APIGroupDiscoveryList.</summary>
internal static class AggregatedDiscovery
{
    public static JsonObject Group(
        string group,
        IReadOnlyList<string> versions,
        Func<string, string, IEnumerable<Kind>> kindsOf) => new()
        {
            ["metadata"] = group.Length == 0 ? [] : new JsonObject { ["name"] = group },
            ["versions"] = new JsonArray([
                .. versions.Select(v => (JsonNode)new JsonObject
                {
                    ["version"] = v,
                    ["resources"] = new JsonArray([.. kindsOf(group, v).Select(k => (JsonNode)Resource(k))]),
                    ["freshness"] = "Current",
                }),
            ]),
        };

    private static JsonObject Resource(Kind kind)
    {
        var r = kind.Resource;
        var custom = kind.TypeName is null;
        var entry = new JsonObject
        {
            ["resource"] = r.Plural,
            ["responseKind"] = ResponseKind(r, null, custom),
            ["scope"] = r.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = r.Singular,
            ["verbs"] = LegacyDiscovery.Strings(r.Verbs),
        };
        if (r.ShortNames.Count > 0)
        {
            entry["shortNames"] = LegacyDiscovery.Strings(r.ShortNames);
        }

        if (r.Categories.Count > 0)
        {
            entry["categories"] = LegacyDiscovery.Strings(r.Categories);
        }

        if (kind.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([
                .. kind.Subresources.Select(s => (JsonNode)new JsonObject
                {
                    ["subresource"] = s.Name,
                    ["responseKind"] = ResponseKind(r, s, custom),
                    ["verbs"] = LegacyDiscovery.Strings(s.Verbs),
                }),
            ]);
        }

        return entry;
    }

    // Built-in kinds leave group and version empty where they are the document's; custom ones spell them out.
    private static JsonObject ResponseKind(ResourceInfo r, Subresource? sub, bool custom) => new()
    {
        ["group"] = sub?.Group ?? (custom ? r.Group : ""),
        ["version"] = sub?.Version ?? (custom ? r.Version : ""),
        ["kind"] = sub?.Kind ?? r.Kind,
    };
}
