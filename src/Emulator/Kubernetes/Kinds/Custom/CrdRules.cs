using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>
/// What is checked about a CustomResourceDefinition. The real server checks an internal form in which whatever all
/// versions share is lifted to the top; error paths show it, so it is imitated here.
/// </summary>
internal static class CrdRules
{
    private static readonly string[] Lifted =
        ["schema", "subresources", "additionalPrinterColumns", "selectableFields"];

    public static void Validate(JsonObject crd, List<FieldError> errors)
    {
        var spec = Child(crd, "spec") ?? [];
        var names = Child(spec, "names") ?? [];
        var group = Text(spec, "group");
        Group(group, errors);
        CrdNameRules.Scope(Text(spec, "scope"), errors);
        Versions(spec, names, errors);
        CrdConversionRules.Validate(spec, errors);
        CrdStoredVersions.Validate(crd, spec, errors);
        Approval(crd, group, errors);
        if (Flag(spec, "preserveUnknownFields"))
        {
            errors.Add(FieldError.Invalid(
                "spec.preserveUnknownFields",
                true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema " +
                "instead"));
        }
    }

    public static void ValidateNew(JsonObject crd, List<FieldError> errors)
    {
        var spec = Child(crd, "spec");
        var wanted = $"{Text(Child(spec, "names"), "plural")}.{Text(spec, "group")}";
        if (Name(crd).Length > 0 && Name(crd) != wanted)
        {
            errors.Add(FieldError.Invalid("metadata.name", Name(crd), "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    public static void ValidateUpdate(JsonObject crd, JsonObject old, List<FieldError> errors)
    {
        var spec = Child(crd, "spec");
        var before = Child(old, "spec");
        if (CrdStatus.IsTrue(old, "Established"))
        {
            Immutable(Text(spec, "scope"), Text(before, "scope"), "spec.scope", errors);
            Immutable(Text(Child(spec, "names"), "kind"), Text(Child(before, "names"), "kind"), "spec.names.kind", errors);
        }

        Immutable(Text(spec, "group"), Text(before, "group"), "spec.group", errors);
        Immutable(
            Text(Child(spec, "names"), "plural"), Text(Child(before, "names"), "plural"), "spec.names.plural", errors);
    }

    /// <summary>Where a version's field is in the internal form: lifted when all versions agree on it.</summary>
    public static bool IsLifted(JsonObject spec, string field)
    {
        var versions = Items(spec, "versions").Select(v => v.Item[field]).ToList();
        return versions.Count > 0 && versions.All(v => JsonNode.DeepEquals(v, versions[0]));
    }

    private static void Immutable(string now, string then, string path, List<FieldError> errors)
    {
        if (now != then)
        {
            errors.Add(FieldError.Invalid(path, now, "field is immutable"));
        }
    }

    private static void Group(string group, List<FieldError> errors)
    {
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required("spec.group"));
        }
        else if (Names.Subdomain(group).ToList() is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid("spec.group", group, string.Join(",", problems)));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }
    }

    private static void Versions(JsonObject spec, JsonObject names, List<FieldError> errors)
    {
        var versions = Items(spec, "versions").ToList();
        var lifted = Lifted.Where(f => IsLifted(spec, f)).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, version) in versions)
        {
            if (Child(Child(version, "schema"), "openAPIV3Schema") is null)
            {
                errors.Add(FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            }
        }

        if (Flag(spec, "preserveUnknownFields") && versions.Exists(v => CrdSchemaRules.HasDefault(v.Item["schema"])))
        {
            errors.Add(FieldError.Invalid(
                "spec.preserveUnknownFields", true, "must be false in order to use defaults in the schema"));
        }

        foreach (var (i, version) in versions)
        {
            var name = Text(version, "name");
            if (Names.Label1035(name).ToList() is { Count: > 0 } problems)
            {
                errors.Add(FieldError.Invalid($"spec.versions[{i}].name", name, string.Join(",", problems)));
            }

            CrdColumnRules.Deprecation(version, $"spec.versions[{i}].deprecationWarning", errors);
            Parts(version, f => lifted.Contains(f) ? null : $"spec.versions[{i}].{f}", HasStatus(version), errors);
        }

        Storage(versions.ConvertAll(v => v.Item), lifted, errors);
        if (versions.Count > 0 && Text(versions[0].Item, "name").Length > 0 && Names.Label1035(Text(versions[0].Item, "name")).ToList() is { Count: > 0 } faults)
        {
            errors.Add(FieldError.Invalid("spec.version", Text(versions[0].Item, "name"), string.Join(",", faults)));
        }

        CrdNameRules.Validate(names, errors);
        if (versions.Count > 0)
        {
            var anyStatus = versions.Exists(v => HasStatus(v.Item));
            Parts(versions[0].Item, f => Top(f, lifted), anyStatus, errors);
        }
    }

    private static bool HasStatus(JsonObject version) => Child(Child(version, "subresources"), "status") is not null;

    private static string? Top(string field, HashSet<string> lifted) =>
        !lifted.Contains(field) ? null : field == "schema" ? "spec.validation" : $"spec.{field}";

    /// <summary>A version's parts at the places they have in the internal form; those without one there are left out.</summary>
    private static void Parts(
        JsonObject version, Func<string, string?> place, bool hasStatus, List<FieldError> errors)
    {
        if (place("schema") is { } schema)
        {
            CrdSchemaRules.Validate(version, $"{schema}.openAPIV3Schema", hasStatus, errors);
        }

        if (place("subresources") is { } subresources)
        {
            CrdColumnRules.Subresources(Child(version, "subresources"), subresources, errors);
        }

        if (place("additionalPrinterColumns") is { } columns)
        {
            CrdColumnRules.Columns(version, columns, errors);
        }

        if (place("selectableFields") is not { } fields || !Items(version, "selectableFields").Any())
        {
            return;
        }

        // Fields and schema are looked for in the same place, lifted or not. The second text means the contrary.
        if (place("schema") is null || Child(Child(version, "schema"), "openAPIV3Schema") is null)
        {
            errors.Add(FieldError.Invalid(fields, "", fields == "spec.selectableFields"
                ? "may only be set when validations.schema is included"
                : "may only be set when `version.schema.openAPIV3Schema` is not included"));
        }
        else
        {
            CrdColumnRules.SelectableFields(version, fields, errors);
        }
    }

    private static void Storage(
        List<JsonObject> versions,
        HashSet<string> lifted,
        List<FieldError> errors)
    {
        var shown = new JsonArray([.. versions.Select(v => Internal(v, lifted))]);
        if (versions.Select(v => Text(v, "name")).Distinct(StringComparer.Ordinal).Count() != versions.Count)
        {
            errors.Add(FieldError.Invalid("spec.versions", shown, "must contain unique version names"));
        }

        if (versions.Count(v => Flag(v, "storage")) != 1)
        {
            errors.Add(FieldError.Invalid(
                "spec.versions", shown, "must have exactly one version marked as storage version"));
        }
    }

    /// <summary>A version as the internal Go struct prints; what was lifted is gone from it.</summary>
    private static JsonObject Internal(JsonObject version, HashSet<string> lifted) => new()
    {
        ["Name"] = Text(version, "name"),
        ["Served"] = Flag(version, "served"),
        ["Storage"] = Flag(version, "storage"),
        ["Deprecated"] = Flag(version, "deprecated"),
        ["DeprecationWarning"] = version["deprecationWarning"]?.DeepClone(),
        ["Schema"] = lifted.Contains("schema") ? null : version["schema"]?.DeepClone(),
        ["Subresources"] = lifted.Contains("subresources") ? null : version["subresources"]?.DeepClone(),
        ["AdditionalPrinterColumns"] = lifted.Contains("additionalPrinterColumns")
            ? null
            : version["additionalPrinterColumns"]?.DeepClone(),
        ["SelectableFields"] = lifted.Contains("selectableFields") ? null : version["selectableFields"]?.DeepClone(),
    };

    private static void Approval(JsonObject crd, string group, List<FieldError> errors)
    {
        const string Key = "api-approved.kubernetes.io";
        const string Help = "see https://github.com/kubernetes/enhancements/pull/1111";
        var isProtected = group is "k8s.io" or "kubernetes.io" ||
            group.EndsWith(".k8s.io", StringComparison.Ordinal) ||
            group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
        if (!isProtected)
        {
            return;
        }

        var annotation = Text(crd["metadata"]?["annotations"] as JsonObject, Key);
        var path = $"metadata.annotations[{Key}]";
        if (annotation.Length == 0)
        {
            errors.Add(FieldError.Required(
                path, $"protected groups must have approval annotation \"{Key}\", {Help}"));
        }
        else if (!annotation.StartsWith("unapproved", StringComparison.Ordinal) &&
            !(Uri.TryCreate(annotation, UriKind.Absolute, out var url) && url.Host.Length > 0))
        {
            errors.Add(FieldError.Invalid(
                path,
                annotation,
                $"protected groups must have approval annotation \"{Key}\" with either a URL or a reason starting " +
                $"with \"unapproved\", {Help}"));
        }
    }
}
