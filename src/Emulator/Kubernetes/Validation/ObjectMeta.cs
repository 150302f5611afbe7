using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>What is checked about metadata, for built-in kinds and custom resources alike (apimachinery's ObjectMeta rules).</summary>
internal static class ObjectMeta
{
    private const int AnnotationBytesMax = 256 * 1024;

    private static readonly string[] StandardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

    /// <summary>Checks a new object's metadata, or a changed one's before <see cref="ValidateUpdate"/>.</summary>
    /// <param name="core">True for core's stricter rule of finalizers' names; not for custom resources and CRDs.</param>
    public static void Validate(
        JsonObject? metadata, NameRule rule, bool namespaced, List<FieldError> errors, bool core = false)
    {
        ValidateNames(metadata, rule, errors);
        ValidateNamespace(metadata, namespaced, errors);
        if (Number(metadata, "generation") is < 0 and var generation)
        {
            errors.Add(FieldError.Invalid(
                "metadata.generation", generation, "must be greater than or equal to 0"));
        }

        Labels(metadata?["labels"] as JsonObject, "metadata.labels", errors);
        Annotations(metadata?["annotations"] as JsonObject, "metadata.annotations", errors);
        OwnerReferences(metadata, errors);
        Finalizers(metadata, core, errors);
    }

    /// <summary>
    /// Checks a change as the real server does: the common rules and the kind's own say the same again, and every
    /// repetition is a cause of its own.
    /// </summary>
    public static void ValidateChange(JsonObject metadata, JsonObject old, Kind kind, List<FieldError> errors)
    {
        var namespaced = kind.Resource.Namespaced;
        Validate(metadata, NameRule.PathSegment, namespaced, errors);
        ValidateUpdate(metadata, old, errors);
        ValidateUpdate(metadata, old, errors);
        if (kind.ChecksMetadataAgain)
        {
            Validate(metadata, kind.NameRule, namespaced, errors, core: true);
        }
    }

    /// <summary>Checks what may not change, and new finalizers of a dying object.</summary>
    public static void ValidateUpdate(JsonObject metadata, JsonObject old, List<FieldError> errors)
    {
        if (old["deletionTimestamp"] is not null)
        {
            var known = Texts(old, "finalizers").ToHashSet(StringComparer.Ordinal);
            var added = Texts(metadata, "finalizers").Where(f => !known.Contains(f)).ToList();
            if (added.Count > 0)
            {
                var list = string.Join(", ", added.Select(FieldError.Quote));
                errors.Add(FieldError.Forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, " +
                    $"found new finalizers []string{{{list}}}"));
            }
        }

        // generation is compared by the caller, who owns it.
        foreach (var field in (string[])
            ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (!JsonNode.DeepEquals(metadata[field], old[field]))
            {
                errors.Add(FieldError.Invalid($"metadata.{field}", metadata[field], "field is immutable"));
            }
        }

        Labels(metadata["labels"] as JsonObject, "metadata.labels", errors);
        Annotations(metadata["annotations"] as JsonObject, "metadata.annotations", errors);
        OwnerReferences(metadata, errors);
    }

    public static void Labels(JsonObject? labels, string path, List<FieldError> errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            AddAll(errors, path, key, Names.Qualified(key));
            var text = value?.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : "";
            AddAll(errors, path, text, Names.LabelValue(text));
        }
    }

    public static void Annotations(JsonObject? annotations, string path, List<FieldError> errors)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            // Keys are checked in lower case, an old leniency.
            AddAll(errors, path, key, Names.Qualified(key.ToLowerInvariant()));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(Text(annotations, key));
        }

        if (size > AnnotationBytesMax)
        {
            errors.Add(FieldError.TooLong(path, AnnotationBytesMax));
        }
    }

    /// <summary>Checks one finalizer of a list, at a path of its own for the standard-name rule.</summary>
    public static void Finalizer(string name, string path, string indexed, List<FieldError> errors, bool both = false)
    {
        var before = errors.Count;
        AddAll(errors, path, name, Names.Qualified(name));
        if ((both || errors.Count == before) && !name.Contains('/', StringComparison.Ordinal) &&
            !StandardFinalizers.Contains(name, StringComparer.Ordinal))
        {
            errors.Add(FieldError.Invalid(
                indexed, name, "name is neither a standard finalizer name nor is it fully qualified"));
        }
    }

    public static void AddAll(List<FieldError> errors, string path, object? value, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            errors.Add(FieldError.Invalid(path, value, problem));
        }
    }

    private static void ValidateNames(JsonObject? metadata, NameRule rule, List<FieldError> errors)
    {
        var generate = Text(metadata, "generateName");
        if (generate.Length > 0)
        {
            AddAll(errors, "metadata.generateName", generate, Names.Check(rule, generate, prefix: true));
        }

        var name = Text(metadata, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else
        {
            AddAll(errors, "metadata.name", name, Names.Check(rule, name, prefix: false));
        }
    }

    private static void ValidateNamespace(JsonObject? metadata, bool namespaced, List<FieldError> errors)
    {
        var space = Text(metadata, "namespace");
        if (!namespaced)
        {
            if (space.Length > 0)
            {
                errors.Add(FieldError.Forbidden("metadata.namespace", "not allowed on this type"));
            }
        }
        else if (space.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.namespace"));
        }
        else
        {
            AddAll(errors, "metadata.namespace", space, Names.Label(space));
        }
    }

    private static void OwnerReferences(JsonObject? metadata, List<FieldError> errors)
    {
        const string Path = "metadata.ownerReferences";
        var controllers = new List<string>();
        foreach (var (_, owner) in Items(metadata, "ownerReferences"))
        {
            OwnerReference(owner, Path, errors);
            if (Flag(owner, "controller"))
            {
                controllers.Add($"{Text(owner, "kind")}/{Text(owner, "name")}");
            }
        }

        if (controllers.Count > 1)
        {
            errors.Add(FieldError.Invalid(
                Path,
                metadata!["ownerReferences"],
                "Only one reference can have Controller set to true. " +
                $"Found \"true\" in references for {controllers[0]} and {controllers[1]}"));
        }
    }

    private static void OwnerReference(JsonObject owner, string path, List<FieldError> errors)
    {
        var apiVersion = Text(owner, "apiVersion");
        var parts = apiVersion.Split('/');
        if (apiVersion.Length == 0 || parts.Length > 2 || parts[^1].Length == 0)
        {
            errors.Add(FieldError.Invalid($"{path}.apiVersion", apiVersion, "version must not be empty"));
        }

        foreach (var field in (string[])["kind", "name", "uid"])
        {
            if (Text(owner, field).Length == 0)
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", "", "must not be empty"));
            }
        }

        if (apiVersion == "v1" && Text(owner, "kind") == "Event")
        {
            errors.Add(FieldError.Invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
        }
    }

    private static void Finalizers(JsonObject? metadata, bool core, List<FieldError> errors)
    {
        var found = Texts(metadata, "finalizers").ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (core)
            {
                Finalizer(found[i], "metadata.finalizers", $"metadata.finalizers[{i}]", errors);
            }
            else
            {
                AddAll(errors, "metadata.finalizers", found[i], Names.Qualified(found[i]));
            }
        }

        if (found.Contains("orphan") && found.Contains("foregroundDeletion"))
        {
            errors.Add(FieldError.Invalid(
                "metadata.finalizers",
                metadata!["finalizers"],
                "finalizer orphan and foregroundDeletion cannot be both set"));
        }
    }
}
