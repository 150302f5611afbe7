using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Discovery;

/// <summary>
/// The discovery documents of a registry, as JSON bytes, made when first asked for and again after the kinds changed.
/// </summary>
internal sealed class DiscoveryDocuments(KindRegistry registry)
{
    /// <summary>The Content-Type of an aggregated answer; clients choose their decoder by it.</summary>
    public const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    // The order a real server lists its own groups in (their priorities); others follow by name.
    private static readonly string[] GroupOrder =
    [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io",
        "autoscaling", "batch", "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io",
        "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io",
        "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io",
        "flowcontrol.apiserver.k8s.io",
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Document?> cache = new(StringComparer.Ordinal);
    private long version = -1;

    /// <summary>The paths <c>/</c> lists.</summary>
    public Document Root() => Cached("/", () => new JsonObject { ["paths"] = Paths() })!;

    /// <summary>The flat document of <c>/version</c>.</summary>
    public Document ServerVersion(string platform) => Cached("/version", () => new JsonObject
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = "v1.36.0",
        ["gitCommit"] = "0000000000000000000000000000000000000000",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-04-01T00:00:00Z",
        ["goVersion"] = "go1.26.0",
        ["compiler"] = "gc",
        ["platform"] = platform,
    })!;

    /// <summary><c>/api</c> in the old form.</summary>
    public JsonObject CoreVersions(string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject
        {
            ["clientCIDR"] = "0.0.0.0/0",
            ["serverAddress"] = serverAddress,
        }),
    };

    /// <summary><c>/apis</c> in the old form.</summary>
    public Document Groups() => Cached("/apis", () => new JsonObject
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Select(g => (JsonNode)GroupOf(g, typed: false))]),
    })!;

    /// <summary><c>/apis/GROUP</c>; null for an unknown group.</summary>
    public Document? Group(string group) =>
        group.Length > 0 && registry.HasGroup(group)
            ? Cached($"/apis/{group}", () => GroupOf(group, typed: true))
            : null;

    /// <summary><c>/api/v1</c> and <c>/apis/GROUP/VERSION</c>; null when not served.</summary>
    public Document? Resources(string group, string apiVersion) =>
        registry.HasVersion(group, apiVersion)
            ? Cached($"{group}/{apiVersion}", () => ResourceList(group, apiVersion))
            : null;

    /// <summary><c>/api</c> (core) or <c>/apis</c> in the aggregated form, with its ETag.</summary>
    public Document Aggregated(bool core) => Cached(core ? "agg/api" : "agg/apis", () => new JsonObject
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([
            .. (core ? [""] : GroupNames()).Select(g => (JsonNode)AggregatedDiscovery.Group(g, VersionsOf(g), KindsOf)),
        ]),
    })!;

    /// <summary>The versions of a group, preferred first.</summary>
    public IReadOnlyList<string> VersionsOf(string group) =>
    [
        .. registry.All.Where(k => k.Resource.Group == group)
            .Select(k => k.Resource.Version)
            .Distinct(StringComparer.Ordinal)
            .Order(VersionOrder.Comparer),
    ];

    /// <summary>The groups but core, in the order a real server lists them.</summary>
    public IReadOnlyList<string> GroupNames() =>
    [
        .. registry.All.Select(k => k.Resource.Group)
            .Where(g => g.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(g => Array.IndexOf(GroupOrder, g) is var at && at < 0 ? GroupOrder.Length : at)
            .ThenBy(g => g, StringComparer.Ordinal),
    ];

    private IEnumerable<Kind> KindsOf(string group, string apiVersion) =>
        registry.All.Where(k => k.Resource.Group == group && k.Resource.Version == apiVersion);

    private JsonArray Paths()
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal)
        {
            "/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/", "/healthz", "/livez", "/metrics",
            "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/readyz", "/version",
        };
        foreach (var kind in registry.All.Where(k => k.Resource.Group.Length > 0))
        {
            paths.Add($"/apis/{kind.Resource.Group}");
            paths.Add($"/apis/{kind.Resource.ApiVersion}");
        }

        return [.. paths.Select(p => (JsonNode)p)];
    }

    private JsonObject GroupOf(string group, bool typed)
    {
        var versions = VersionsOf(group).Select(v => new JsonObject
        {
            ["groupVersion"] = $"{group}/{v}",
            ["version"] = v,
        }).ToList();
        var result = typed ? new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" } : [];
        result["name"] = group;
        result["preferredVersion"] = versions[0].DeepClone();
        result["versions"] = new JsonArray([.. versions]);
        return result;
    }

    private JsonObject ResourceList(string group, string apiVersion)
    {
        var resources = new JsonArray();
        foreach (var kind in KindsOf(group, apiVersion))
        {
            resources.Add(LegacyDiscovery.Resource(kind));
            foreach (var sub in kind.Subresources)
            {
                resources.Add(LegacyDiscovery.Subresource(kind, sub));
            }
        }

        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["groupVersion"] = group.Length == 0 ? apiVersion : $"{group}/{apiVersion}";
        list["resources"] = resources;
        return list;
    }

    private Document? Cached(string key, Func<JsonObject?> make)
    {
        lock (gate)
        {
            if (version != registry.Version)
            {
                cache.Clear();
                version = registry.Version;
            }

            if (!cache.TryGetValue(key, out var document))
            {
                cache[key] = document = make() is { } json ? Document.Of(json) : null;
            }

            return document;
        }
    }

    /// <summary>A document's bytes (with a newline at the end) and its quoted SHA-512.</summary>
    internal sealed record Document(ReadOnlyMemory<byte> Json, string ETag)
    {
        public static Document Of(JsonObject json)
        {
            var bytes = Encoding.UTF8.GetBytes(json.ToJsonString(Plain) + "\n");
            return new Document(bytes, $"\"{Convert.ToHexString(SHA512.HashData(bytes))}\"");
        }

        private static readonly JsonSerializerOptions Plain = new()
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
    }
}
