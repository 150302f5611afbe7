using System.Text.Json.Nodes;

namespace Eso.Kubernetes;

/// <summary>Reading and making objects in their JSON form; a field of the wrong type reads as absent.</summary>
public static class KubeObject
{
    public static string Name(this JsonObject o) => o.Meta("name");

    public static string Namespace(this JsonObject o) => o.Meta("namespace");

    public static string Uid(this JsonObject o) => o.Meta("uid");

    public static string ResourceVersion(this JsonObject o) => o.Meta("resourceVersion");

    public static string Kind(this JsonObject o) => o.Text("kind");

    public static string ApiVersion(this JsonObject o) => o.Text("apiVersion");

    public static long Generation(this JsonObject o) =>
        o.Metadata()?["generation"] is JsonValue v && v.TryGetValue<long>(out var n) ? n : 0;

    public static bool IsDeleting(this JsonObject o) => o.Meta("deletionTimestamp").Length > 0;

    public static JsonObject? Metadata(this JsonObject o) => o["metadata"] as JsonObject;

    public static JsonObject? Labels(this JsonObject o) => o.Metadata()?["labels"] as JsonObject;

    public static JsonObject? Annotations(this JsonObject o) => o.Metadata()?["annotations"] as JsonObject;

    public static string? Label(this JsonObject o, string key) => o.Labels().TextOrNull(key);

    public static string? Annotation(this JsonObject o, string key) => o.Annotations().TextOrNull(key);

    public static IReadOnlyList<string> Finalizers(this JsonObject o) => o.Metadata().Texts("finalizers");

    /// <summary>The owner reference with <c>controller: true</c>; null when there is none.</summary>
    public static JsonObject? ControllerOwner(this JsonObject o) => (o.Metadata()?["ownerReferences"] as JsonArray)?
        .OfType<JsonObject>().FirstOrDefault(r => r.Flag("controller"));

    /// <summary>A text member; empty when absent.</summary>
    public static string Text(this JsonObject? o, string key) => o.TextOrNull(key) ?? "";

    public static string? TextOrNull(this JsonObject? o, string key) =>
        o?[key] is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    public static bool Flag(this JsonObject? o, string key) =>
        o?[key] is JsonValue v && v.TryGetValue<bool>(out var b) && b;

    /// <summary>A whole number, parsed or made in memory as either width.</summary>
    public static long? Number(this JsonObject? o, string key) => o?[key] is not JsonValue v ? null
        : v.TryGetValue<long>(out var n) ? n
        : v.TryGetValue<int>(out var i) ? i : null;

    public static JsonObject? Object(this JsonObject? o, string key) => o?[key] as JsonObject;

    /// <summary>The objects of a list member; empty when absent.</summary>
    public static IReadOnlyList<JsonObject> Objects(this JsonObject? o, string key) =>
        o?[key] is JsonArray a ? [.. a.OfType<JsonObject>()] : [];

    public static IReadOnlyList<string> Texts(this JsonObject? o, string key) => o?[key] is JsonArray a
        ? [.. a.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var s) ? s : "")]
        : [];

    /// <summary>A map of texts; other values are left out.</summary>
    public static Dictionary<string, string> TextMap(this JsonObject? o, string key)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (o?[key] is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                if (value is JsonValue v && v.TryGetValue<string>(out var text))
                {
                    map[name] = text;
                }
            }
        }

        return map;
    }

    /// <summary>The member as an object, made when absent.</summary>
    public static JsonObject Ensure(this JsonObject o, string key)
    {
        if (o[key] is JsonObject there)
        {
            return there;
        }

        var made = new JsonObject();
        o[key] = made;
        return made;
    }

    public static JsonObject Copy(this JsonObject o) => (JsonObject)o.DeepClone();

    /// <summary>An empty object of a type.</summary>
    public static JsonObject New(ResourceType type, string? ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (type.Namespaced && !string.IsNullOrEmpty(ns))
        {
            metadata["namespace"] = ns;
        }

        return new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = metadata };
    }

    private static string Meta(this JsonObject o, string key) => o.Metadata().Text(key);
}
