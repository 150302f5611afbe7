using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api.Conversion;

/// <summary>
/// Turns objects of the kinds that have two versions from one into the other, both ways. What the wanted version cannot
/// say is kept in an annotation and comes back on the way back, merged with whatever was changed in between: a client of
/// the old version that reads, edits and writes an object loses nothing of it.
/// </summary>
public static class VersionConverter
{
    /// <summary>Holds the spec as it was before a conversion that had to leave something out.</summary>
    public const string KeptAnnotation = "external-secrets.io/converted-spec";

    /// <summary>Annotations of one object may be 256 KiB; a spec too large to be kept there is converted all the same.</summary>
    private const int KeptBytesMax = 200 * 1024;

    private static readonly Lazy<Dictionary<(string Kind, string ApiVersion), JsonObject>> Specs = new(LoadSpecs);

    /// <summary>Whether a kind has more than one version.</summary>
    public static bool Knows(string kind, string apiVersion) => Specs.Value.ContainsKey((kind, apiVersion));

    /// <summary>The object in the wanted version; the caller's own is left as it is.</summary>
    /// <exception cref="ArgumentException">There is no such version of that kind.</exception>
    public static JsonObject Convert(JsonObject o, string apiVersion)
    {
        var from = o.ApiVersion();
        var result = o.Copy();
        if (from == apiVersion)
        {
            return result;
        }

        if (!Specs.Value.TryGetValue((o.Kind(), from), out var source)
            || !Specs.Value.TryGetValue((o.Kind(), apiVersion), out var target))
        {
            throw new ArgumentException($"cannot convert {from}, Kind={o.Kind()} to {apiVersion}");
        }

        result["apiVersion"] = apiVersion;
        var kept = Kept(o);
        RemoveKept(result);
        if (o.Object("spec") is not { } spec)
        {
            return result;
        }

        var next = (JsonObject)SchemaFit.Fit(spec, target)!;
        if (kept.Object("spec") is { } saved && kept.Text("apiVersion") == apiVersion)
        {
            next = (JsonObject)Restoration.Merge(saved, SchemaFit.Fit(saved, source), spec, next, target)!;
        }

        result["spec"] = next;
        if (!Restoration.Contains(SchemaFit.Fit(next, source), spec))
        {
            Keep(result, from, spec);
        }

        return result;
    }

    private static JsonObject? Kept(JsonObject o)
    {
        if (o.Annotation(KeptAnnotation) is not { } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Somebody wrote there what we did not; it is theirs no more than ours.
            return null;
        }
    }

    private static void Keep(JsonObject o, string apiVersion, JsonObject spec)
    {
        var text = new JsonObject { ["apiVersion"] = apiVersion, ["spec"] = spec.DeepClone() }.ToJsonString(KubeJson.Compact);
        if (text.Length <= KeptBytesMax)
        {
            o.Ensure("metadata").Ensure("annotations")[KeptAnnotation] = text;
        }
    }

    private static void RemoveKept(JsonObject o)
    {
        if (o.Annotations() is { } annotations && annotations.Remove(KeptAnnotation) && annotations.Count == 0)
        {
            o.Metadata()!.Remove("annotations");
        }
    }

    private static Dictionary<(string, string), JsonObject> LoadSpecs()
    {
        var specs = new Dictionary<(string, string), JsonObject>();
        foreach (var crd in OperatorCrds.All())
        {
            var spec = crd.Object("spec");
            var versions = spec.Objects("versions");
            foreach (var version in versions.Count > 1 ? versions : [])
            {
                var schema = version.Object("schema").Object("openAPIV3Schema").Object("properties").Object("spec");
                specs[(spec.Object("names").Text("kind"), $"{spec.Text("group")}/{version.Text("name")}")] = schema ?? [];
            }
        }

        return specs;
    }
}
