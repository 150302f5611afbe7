using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Makes the Secret that should be from the one that is and the values fetched (eso.md §2.5, §6.1).</summary>
internal static class SecretDraft
{
    /// <param name="es">What is asked for.</param>
    /// <param name="live">The Secret as it is; null when there is none.</param>
    /// <param name="values">What the providers gave.</param>
    /// <param name="templates">Renders <c>target.template</c>.</param>
    /// <param name="notes">Told what went into it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OwnershipException">The target belongs to somebody else.</exception>
    /// <exception cref="TemplateStepException">The template failed.</exception>
    public static async Task<JsonObject> BuildAsync(
        ExternalSecret es,
        JsonObject? live,
        IReadOnlyDictionary<string, SecretBytes> values,
        TemplateStep templates,
        RenderNotes notes,
        CancellationToken cancel)
    {
        var draft = live is not null ? CopyOf(live) : KubeObject.New(CoreTypes.Secret, es.Namespace, es.TargetName);
        if (es.Immutable)
        {
            draft["immutable"] = true;
        }

        // An immutable target keeps its content; its ownership, labels and hash are still looked after.
        if (live is null || !es.Immutable)
        {
            await FillAsync(es, live ?? draft, draft, values, templates, notes, cancel);
        }

        Ownership.Apply(es, draft);
        draft.Ensure("metadata").Ensure("annotations")[Names.DataHashAnnotation] =
            ObjectHash.OfData(SecretData.Read(draft));
        return draft;
    }

    /// <summary>Whether two Secrets differ in anything a write could change.</summary>
    public static bool Same(JsonObject live, JsonObject draft) => SameMembers(
        live,
        draft,
        static _ => false,
        static (key, a, b) => key switch
        {
            "metadata" => SameMetadata(a as JsonObject, b as JsonObject),
            "data" => SameMap(a, b),
            _ => JsonNode.DeepEquals(a, b),
        });

    /// <summary>Whether they differ in what an immutable Secret forbids to change.</summary>
    public static bool SameContent(JsonObject live, JsonObject draft) =>
        JsonNode.DeepEquals(live["data"] ?? new JsonObject(), draft["data"] ?? new JsonObject())
        && live.Text("type") == draft.Text("type");

    private static async Task FillAsync(
        ExternalSecret es,
        JsonObject live,
        JsonObject draft,
        IReadOnlyDictionary<string, SecretBytes> values,
        TemplateStep templates,
        RenderNotes notes,
        CancellationToken cancel)
    {
        var manager = Names.FieldManager(es.Name);
        Prune(draft, "labels", TargetState.KeysOf(live, manager, "metadata", "labels"));
        Prune(draft, "annotations", TargetState.KeysOf(live, manager, "metadata", "annotations"));
        var data = draft.Ensure("data");
        if (es.CreationPolicy is "Merge" or "CreateOrMerge")
        {
            foreach (var key in TargetState.KeysOf(live, manager, "data"))
            {
                data.Remove(key);
            }
        }
        else
        {
            draft["data"] = data = [];
        }

        if (es.Template is { } template)
        {
            await templates.ApplyAsync(es, template, draft, values, notes, cancel);
            return;
        }

        var metadata = draft.Ensure("metadata");
        Copy(es.Object.Labels(), metadata, "labels");
        Copy(es.Object.Annotations(), metadata, "annotations");
        foreach (var (key, value) in values)
        {
            data[key] = SecretData.Encode(value);
        }
    }

    private static void Prune(JsonObject draft, string map, IReadOnlyList<string> keys)
    {
        if (draft.Metadata()?[map] is JsonObject members)
        {
            foreach (var key in keys)
            {
                members.Remove(key);
            }
        }
    }

    private static void Copy(JsonObject? from, JsonObject metadata, string map)
    {
        foreach (var (key, value) in from ?? [])
        {
            metadata.Ensure(map)[key] = value?.DeepClone();
        }
    }

    private static bool SameMetadata(JsonObject? live, JsonObject? draft) => SameMembers(
        live,
        draft,
        static key => key is "managedFields" or "resourceVersion",
        static (key, a, b) => key is "labels" or "annotations" ? SameMap(a, b) : JsonNode.DeepEquals(a, b));

    /// <summary>An empty map is as good as none.</summary>
    private static bool SameMap(JsonNode? a, JsonNode? b) =>
        JsonNode.DeepEquals(a is JsonObject { Count: 0 } ? null : a, b is JsonObject { Count: 0 } ? null : b);

    private static bool SameMembers(
        JsonObject? live, JsonObject? draft, Func<string, bool> skip, Func<string, JsonNode?, JsonNode?, bool> same)
    {
        foreach (var (key, value) in live ?? [])
        {
            if (!skip(key) && !same(key, value, draft?[key]))
            {
                return false;
            }
        }

        foreach (var (key, value) in draft ?? [])
        {
            if (!skip(key) && live?.ContainsKey(key) != true && !same(key, null, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A copy to be changed; of who wrote what, often half of the text, it needs none.</summary>
    private static JsonObject CopyOf(JsonObject live)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in live)
        {
            if (key == "metadata" && value is JsonObject metadata)
            {
                copy[key] = new JsonObject(metadata.Where(static m => m.Key != "managedFields")
                    .Select(static m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
            }
            else
            {
                copy[key] = value?.DeepClone();
            }
        }

        return copy;
    }
}
