using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>What a question about rights must say, and must not (pkg/apis/authorization/validation).</summary>
internal static class AccessReviewRules
{
    private static readonly string[] MetadataOrder =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
    ];

    /// <summary>Adds the faults of <paramref name="review"/>, a review of <paramref name="kind"/>; others have none.</summary>
    public static void Check(string kind, JsonObject review, List<FieldError> errors)
    {
        if (kind is not ("SubjectAccessReview" or "LocalSubjectAccessReview" or "SelfSubjectAccessReview"))
        {
            return;
        }

        var spec = ObjectFields.Child(review, "spec");
        Question(spec, errors);
        if (kind != "SelfSubjectAccessReview"
            && ObjectFields.Text(spec, "user").Length == 0 && spec?["groups"] is not JsonArray { Count: > 0 })
        {
            errors.Add(FieldError.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        var local = kind == "LocalSubjectAccessReview";
        Bare(ObjectFields.Child(review, "metadata"), local, errors);
        if (local)
        {
            InItsNamespace(review, spec, errors);
        }
    }

    private static void Question(JsonObject? spec, List<FieldError> errors)
    {
        var path = ObjectFields.Child(spec, "nonResourceAttributes");
        var resource = ObjectFields.Child(spec, "resourceAttributes");
        if (resource is not null && path is not null)
        {
            errors.Add(FieldError.Invalid(
                "spec.nonResourceAttributes", Shown(path), "cannot be specified in combination with resourceAttributes"));
        }

        if (resource is null && path is null)
        {
            errors.Add(FieldError.Invalid(
                "spec.resourceAttributes", null,
                "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
    }

    private static void Bare(JsonObject? metadata, bool local, List<FieldError> errors)
    {
        var said = (metadata ?? []).Where(f => f.Key != "managedFields" && !IsEmpty(f.Value)).ToDictionary(f => f.Key, f => f.Value);
        if (said.Keys.All(k => local && k == "namespace"))
        {
            return;
        }

        var shown = new JsonObject(MetadataOrder.Where(said.ContainsKey)
            .Select(k => KeyValuePair.Create(k, said[k]?.DeepClone())));
        errors.Add(FieldError.Invalid("metadata", shown, local ? "must be empty except for namespace" : "must be empty"));
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject o => o.Count == 0,
        JsonArray a => a.Count == 0,
        _ => SameJson.Equal(value, "") || SameJson.Equal(value, 0),
    };

    private static void InItsNamespace(JsonObject review, JsonObject? spec, List<FieldError> errors)
    {
        var asked = ObjectFields.Child(spec, "resourceAttributes");
        var ns = ObjectFields.Text(asked, "namespace");
        if (asked is not null && ns != ObjectFields.Text(ObjectFields.Child(review, "metadata"), "namespace"))
        {
            errors.Add(FieldError.Invalid("spec.resourceAttributes.namespace", ns, "must match metadata.namespace"));
        }

        if (ObjectFields.Child(spec, "nonResourceAttributes") is { } path)
        {
            errors.Add(FieldError.Invalid("spec.nonResourceAttributes", Shown(path), "disallowed on this kind of request"));
        }
    }

    /// <summary>The internal type, which has no JSON names.</summary>
    private static JsonObject Shown(JsonObject path) => new()
    {
        ["Path"] = ObjectFields.Text(path, "path"),
        ["Verb"] = ObjectFields.Text(path, "verb"),
    };
}
