using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Discovery;

/// <summary>The entries of an APIResourceList.</summary>
internal static class LegacyDiscovery
{
    public static JsonObject Resource(Kind kind)
    {
        var r = kind.Resource;
        var entry = new JsonObject
        {
            ["name"] = r.Plural,
            ["singularName"] = r.Singular,
            ["namespaced"] = r.Namespaced,
            ["kind"] = r.Kind,
            ["verbs"] = Strings(r.Verbs),
        };
        if (r.ShortNames.Count > 0)
        {
            entry["shortNames"] = Strings(r.ShortNames);
        }

        if (r.Categories.Count > 0)
        {
            entry["categories"] = Strings(r.Categories);
        }

        if (!kind.IsCreateOnly)
        {
            entry["storageVersionHash"] = StorageVersionHash(r.Group, kind.StorageApiVersion, r.Kind);
        }

        return entry;
    }

    public static JsonObject Subresource(Kind kind, Subresource sub)
    {
        var entry = new JsonObject
        {
            ["name"] = $"{kind.Resource.Plural}/{sub.Name}",
            ["singularName"] = "",
            ["namespaced"] = kind.Resource.Namespaced,
        };
        if (sub.Group is not null)
        {
            entry["group"] = sub.Group;
            entry["version"] = sub.Version;
        }

        entry["kind"] = sub.Kind ?? kind.Resource.Kind;
        entry["verbs"] = Strings(sub.Verbs);
        return entry;
    }

    public static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    // The first eight bytes of the SHA-256 of group/version/kind, as apiserver's discovery computes it.
    private static string StorageVersionHash(string group, string storageApiVersion, string kind)
    {
        var version = storageApiVersion[(storageApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{group}/{version}/{kind}"));
        return Convert.ToBase64String(hash.AsSpan(0, 8));
    }
}
