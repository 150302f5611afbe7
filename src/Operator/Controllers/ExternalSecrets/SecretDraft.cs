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
        var draft = live?.Copy() ?? KubeObject.New(CoreTypes.Secret, es.Namespace, es.TargetName);
        if (es.Immutable)
        {
            draft["immutable"] = true;
        }

        // An immutable target keeps its content; its ownership, labels and hash are still looked after.
        if (live is null || !es.Immutable)
        {
            await FillAsync(es, draft, values, templates, notes, cancel);
        }

        Ownership.Apply(es, draft);
        draft.Ensure("metadata").Ensure("annotations")[Names.DataHashAnnotation] =
            ObjectHash.OfData(SecretData.Read(draft));
        return draft;
    }

    /// <summary>Whether two Secrets differ in anything a write could change.</summary>
    public static bool Same(JsonObject live, JsonObject draft) =>
        JsonNode.DeepEquals(Comparable(live), Comparable(draft));

    /// <summary>Whether they differ in what an immutable Secret forbids to change.</summary>
    public static bool SameContent(JsonObject live, JsonObject draft) =>
        JsonNode.DeepEquals(live["data"] ?? new JsonObject(), draft["data"] ?? new JsonObject())
        && live.Text("type") == draft.Text("type");

    private static async Task FillAsync(
        ExternalSecret es,
        JsonObject draft,
        IReadOnlyDictionary<string, SecretBytes> values,
        TemplateStep templates,
        RenderNotes notes,
        CancellationToken cancel)
    {
        var manager = Names.FieldManager(es.Name);
        Prune(draft, "labels", TargetState.KeysOf(draft, manager, "metadata", "labels"));
        Prune(draft, "annotations", TargetState.KeysOf(draft, manager, "metadata", "annotations"));
        var data = draft.Ensure("data");
        if (es.CreationPolicy is "Merge" or "CreateOrMerge")
        {
            foreach (var key in TargetState.KeysOf(draft, manager, "data"))
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

    private static JsonObject Comparable(JsonObject secret)
    {
        var copy = secret.Copy();
        var metadata = copy.Ensure("metadata");
        metadata.Remove("managedFields");
        metadata.Remove("resourceVersion");
        foreach (var map in new[] { "labels", "annotations" })
        {
            if (metadata[map] is JsonObject { Count: 0 })
            {
                metadata.Remove(map);
            }
        }

        if (copy["data"] is JsonObject { Count: 0 })
        {
            copy.Remove("data");
        }

        return copy;
    }
}
