using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Operator.Api;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// How a world that shares its servers with others keeps to itself: namespaces and cluster-wide names get a mark, AWS
/// names a prefix, on the way out; both are taken off again on the way in, so that a scenario reads the same on every
/// ground.
/// </summary>
internal sealed class Isolation(string mark, bool aws)
{
    private static readonly string[] SystemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Kinds whose names are the whole cluster's and that scenarios make.</summary>
    private static readonly string[] ClusterKinds =
    [
        "Namespace", "ClusterSecretStore", "ClusterExternalSecret", "ClusterPushSecret", "ClusterGenerator", "ClusterRole",
        "ClusterRoleBinding",
    ];

    /// <summary>More patterns than any scenario has; those after them are told of with this world's marks.</summary>
    private const int PatternsMax = 1000;

    private readonly ConcurrentDictionary<string, string> patterns = new(StringComparer.Ordinal);
    private readonly StoreProviders stores = new();
    private readonly string suffix = "-" + mark;
    private readonly string prefix = $"eso-{mark}-";

    /// <summary>The prefix of this world's AWS names; empty when AWS is this world's own.</summary>
    public string AwsPrefix => aws ? prefix : "";

    /// <summary>What tells this world's names from others'.</summary>
    public string Mark => mark;

    /// <summary>The end of this world's namespaces.</summary>
    public string Suffix => suffix;

    /// <summary>Where AWS is this world's own so is the whole cluster, with the operator's namespace.</summary>
    public string Namespace(string ns) =>
        SystemNamespaces.Contains(ns) || (!aws && ns == OperatorRbac.Namespace) || ns.EndsWith(suffix, StringComparison.Ordinal) ? ns : ns + suffix;

    /// <summary>A name in AWS: of a secret, a parameter or a path, also as an ARN.</summary>
    public string AwsName(string name)
    {
        if (!aws || name.Length == 0 || name == "/" || name.Contains(prefix, StringComparison.Ordinal))
        {
            return name;
        }

        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            return name.Replace(":secret:", $":secret:{prefix}", StringComparison.Ordinal)
                .Replace(":parameter/", $":parameter/{prefix}", StringComparison.Ordinal);
        }

        return name[0] == '/' ? $"/{prefix}{name[1..]}" : prefix + name;
    }

    public ObjectKey Key(ObjectKey key) => key with
    {
        Namespace = key.Namespace is null ? null : Namespace(key.Namespace),
        Name = ClusterKinds.Contains(key.Kind) && !SystemNamespaces.Contains(key.Name) ? key.Name + suffix : key.Name,
    };

    /// <summary>A manifest with this world's names.</summary>
    public JsonObject Manifest(JsonObject manifest)
    {
        var made = (JsonObject)manifest.DeepClone();
        var kind = (string?)made["kind"] ?? "";
        var own = ClusterKinds.Contains(kind) ? null : Text(made["metadata"]?["namespace"]) ?? "default";
        Walk(made, own, stores.Learn(manifest));
        if (made["metadata"] is JsonObject metadata && ClusterKinds.Contains(kind) && (string?)metadata["name"] is { } name
            && !SystemNamespaces.Contains(name))
        {
            metadata["name"] = name + suffix;
        }
        else if (made["metadata"] is JsonObject other && other["namespace"] is null && !ClusterKinds.Contains(kind)
            && kind != "CustomResourceDefinition")
        {
            other["namespace"] = Namespace("default");
        }

        return made;
    }

    /// <summary>Takes this world's marks out of a text.</summary>
    public string Plain(string text)
    {
        foreach (var (made, original) in patterns)
        {
            text = text.Replace(made, original, StringComparison.Ordinal);
        }

        // The prefix first: the suffix is a part of it.
        text = aws ? text.Replace(prefix, "", StringComparison.Ordinal) : text;
        return text.Replace(suffix, "", StringComparison.Ordinal);
    }

    /// <summary>Takes this world's marks out of every text and key of an answer.</summary>
    public JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(Plain(p.Key), Plain(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Plain)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Plain(text)),
        _ => node?.DeepClone(),
    };

    /// <param name="node">What is mapped, in place.</param>
    /// <param name="own">The namespace of the whole object; null when it is of no one namespace.</param>
    /// <param name="isAws">Whether keys here are names in AWS.</param>
    private void Walk(JsonNode? node, string? own, bool isAws)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Walk(item, own, isAws);
            }
        }

        if (node is not JsonObject map)
        {
            return;
        }

        isAws = aws && stores.IsAws(map, own, isAws);
        foreach (var (key, value) in map.ToList())
        {
            switch (key)
            {
                case "namespace" or "remoteNamespace" when Text(value) is { } ns:
                    map[key] = Namespace(ns);
                    break;
                case "namespaces" when value is JsonArray several && several.All(v => Text(v) is not null):
                    map[key] = new JsonArray([.. several.Select(v => (JsonNode)Namespace(Text(v)!))]);
                    break;
                case "remoteRef" or "extract" when isAws && value is JsonObject reference:
                    Rename(reference, "key");
                    Rename(reference, "remoteKey");
                    break;
                case "find" when isAws && value is JsonObject find:
                    Rename(find, "path");
                    Pattern(find["name"], "regexp", IsolatedPattern.Finding);
                    foreach (var rewrite in (map["rewrite"] as JsonArray ?? []).OfType<JsonObject>())
                    {
                        Pattern(rewrite["regexp"], "source", IsolatedPattern.Rewriting);
                    }

                    break;
                case "kubernetes" when value is JsonObject provider && provider.ContainsKey("server"):
                    // The namespace that is meant when none is named.
                    provider["remoteNamespace"] ??= "default";
                    Walk(provider, own, isAws);
                    break;
                default:
                    Walk(value, own, isAws);
                    break;
            }
        }

        // A reference to a cluster-wide object of a scenario's own.
        if (Text(map["kind"]) is { } kind && ClusterKinds.Contains(kind) && Text(map["name"]) is { } name
            && !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            map["name"] = name + suffix;
        }
    }

    private void Rename(JsonObject map, string key)
    {
        if (Text(map[key]) is { } name)
        {
            map[key] = AwsName(name);
        }
    }

    /// <summary>A pattern over this world's names; one that does not compile is left, for the operator to refuse.</summary>
    private void Pattern(JsonNode? node, string key, Func<string, string, string> mapped)
    {
        if (node is not JsonObject map || Text(map[key]) is not { } pattern
            || pattern.Contains(prefix, StringComparison.Ordinal) || !GoRegexp.TryCompile(pattern, out _, out _))
        {
            return;
        }

        var made = mapped(pattern, prefix);
        map[key] = made;
        if (made != pattern && patterns.Count < PatternsMax)
        {
            patterns[made] = pattern;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
