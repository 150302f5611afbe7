using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>What makes a schema structural: apiextensions' ValidateStructural, sorted by text as there.</summary>
internal sealed class StructuralRules
{
    private readonly List<FieldError> _errors = [];

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    public static List<FieldError> Check(SchemaNode schema, string path)
    {
        var rules = new StructuralRules();
        rules.Invariants(schema, Level.Root, path);
        rules.Complete(schema, schema, path, path);
        return [.. rules._errors.OrderBy(e => e.ToString(), StringComparer.Ordinal)];
    }

    private void Invariants(SchemaNode s, Level level, string path)
    {
        if (s.Type == "array" && s.Items is null && s.Json["items"] is null)
        {
            _errors.Add(FieldError.Required(path + ".items", "must be specified"));
        }

        if (s.Items is not null)
        {
            Invariants(s.Items, Level.Item, path + ".items");
        }

        foreach (var (key, child) in s.Properties)
        {
            Invariants(child, Level.Field, $"{path}.properties[{key}]");
        }

        if (s.HasAdditional && level == Level.Root)
        {
            _errors.Add(FieldError.Forbidden(path + ".additionalProperties", "must not be used at the root"));
        }

        if (s.AdditionalProperties is not null)
        {
            Invariants(s.AdditionalProperties, Level.Field, path + ".additionalProperties");
        }

        Extensions(s, path);
        ValueValidation(s, IsIntOrString(s.AnyOf), s.AllOf.Count > 0 && IsIntOrString(s.AllOf[0].AnyOf), path);
        TypeRules(s, level, path);
        MetaRules(s, level, path);
    }

    private void Extensions(SchemaNode s, string path)
    {
        const string detail = "must be false if x-kubernetes-int-or-string is true";
        if (s.IntOrString && s.PreserveUnknown)
        {
            _errors.Add(FieldError.Invalid(path + ".x-kubernetes-preserve-unknown-fields", true, detail));
        }

        if (s.IntOrString && s.EmbeddedResource)
        {
            _errors.Add(FieldError.Invalid(path + ".x-kubernetes-embedded-resource", true, detail));
        }
    }

    private void TypeRules(SchemaNode s, Level level, string path)
    {
        if (s.EmbeddedResource && s.Type != "object")
        {
            const string detail = "must be object if x-kubernetes-embedded-resource is true";
            _errors.Add(s.Type.Length == 0 ? FieldError.Required(path + ".type", detail) : FieldError.Invalid(path + ".type", s.Type, detail));
        }
        else if (s.Type.Length == 0 && !s.IntOrString && !s.PreserveUnknown)
        {
            _errors.Add(FieldError.Required(path + ".type", level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }

        if (s.EmbeddedResource && s.HasAdditional)
        {
            _errors.Add(FieldError.Forbidden(path + ".additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"));
        }

        if (level == Level.Root && s.Type is not ("" or "object"))
        {
            _errors.Add(FieldError.Invalid(path + ".type", s.Type, "must be object at the root"));
        }
    }

    private void MetaRules(SchemaNode s, Level level, string path)
    {
        var isResource = level == Level.Root || s.EmbeddedResource;
        foreach (var name in isResource ? (string[])["kind", "apiVersion"] : [])
        {
            if (s.Properties.TryGetValue(name, out var child) && child.Type != "string")
            {
                _errors.Add(FieldError.Invalid($"{path}.properties[{name}].type", child.Type, "must be string"));
            }
        }

        if (s.Properties.TryGetValue("metadata", out var metadata))
        {
            var at = path + ".properties[metadata]";
            if (isResource && metadata.Type != "object")
            {
                _errors.Add(FieldError.Invalid(at + ".type", metadata.Type, "must be object"));
            }

            if (level == Level.Root && !RestrictsNamesOnly(metadata.Json))
            {
                _errors.Add(FieldError.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
            }
        }

        if (s.EmbeddedResource && !s.PreserveUnknown && s.Properties.Count == 0)
        {
            _errors.Add(FieldError.Required(
                path + ".properties",
                "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
    }

    private static bool RestrictsNamesOnly(JsonObject metadata)
    {
        foreach (var (key, value) in metadata)
        {
            var allowed = key switch
            {
                "type" or "default" => true,
                "properties" => (value as JsonObject ?? []).All(p => p.Key is "name" or "generateName"),
                _ => value is null,
            };
            if (!allowed)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIntOrString(IReadOnlyList<SchemaNode> anyOf) =>
        anyOf.Count == 2
        && SameJson.Equal(anyOf[0].Json, new JsonObject { ["type"] = "integer" })
        && SameJson.Equal(anyOf[1].Json, new JsonObject { ["type"] = "string" });

    private void ValueValidation(SchemaNode s, bool skipAnyOf, bool skipFirstAllOfAnyOf, string path)
    {
        for (var i = 0; i < s.AnyOf.Count && !skipAnyOf; i++)
        {
            Nested(s.AnyOf[i], false, $"{path}.anyOf[{i}]");
        }

        for (var i = 0; i < s.AllOf.Count; i++)
        {
            Nested(s.AllOf[i], skipFirstAllOfAnyOf && i == 0, $"{path}.allOf[{i}]");
        }

        for (var i = 0; i < s.OneOf.Count; i++)
        {
            Nested(s.OneOf[i], false, $"{path}.oneOf[{i}]");
        }

        if (s.Not is not null)
        {
            Nested(s.Not, false, path + ".not");
        }

        if (s.Pattern.Length > 0 && GoRegex.Compile(s.Pattern, out var error) is null)
        {
            _errors.Add(FieldError.Invalid(path + ".pattern", s.Pattern, "must be a valid regular expression, but isn't: " + error));
        }
    }

    private void Nested(SchemaNode s, bool skipAnyOf, string path)
    {
        ValueValidation(s, skipAnyOf, false, path);
        if (s.Items is not null)
        {
            Nested(s.Items, false, path + ".items");
        }

        foreach (var (key, child) in s.Properties)
        {
            Nested(child, false, $"{path}.properties[{key}]");
        }

        Forbid(s.Type.Length > 0, path + ".type", "empty");
        Forbid(s.HasAdditional, path + ".additionalProperties", "undefined");
        Forbid(s.Default is not null, path + ".default", "undefined");
        Forbid(s.Text("title").Length > 0, path + ".title", "empty");
        Forbid(s.Text("description").Length > 0, path + ".description", "empty");
        Forbid(s.Nullable, path + ".nullable", "false");
        Forbid(s.PreserveUnknown, path + ".x-kubernetes-preserve-unknown-fields", "false");
        Forbid(s.EmbeddedResource, path + ".x-kubernetes-embedded-resource", "false");
        Forbid(s.IntOrString, path + ".x-kubernetes-int-or-string", "false");
        Forbid(s.ListMapKeys.Count > 0, path + ".x-kubernetes-list-map-keys", "empty");
        Forbid(s.ListType is not null, path + ".x-kubernetes-list-type", "undefined");
        Forbid(s.MapType is not null, path + ".x-kubernetes-map-type", "undefined");
        Forbid(s.Rules.Count > 0, path + ".x-kubernetes-validations", "empty");
        if (s.Properties.ContainsKey("metadata"))
        {
            _errors.Add(FieldError.Forbidden(path + ".properties[metadata]", "must not be specified in a nested context"));
        }
    }

    private void Forbid(bool present, string path, string wanted)
    {
        if (present)
        {
            _errors.Add(FieldError.Forbidden(path, $"must be {wanted} to be structural"));
        }
    }

    /// <summary>Whatever a value validation speaks of must also be in the structural part.</summary>
    private void Complete(SchemaNode validation, SchemaNode structure, string structurePath, string path)
    {
        if (validation.Not is not null)
        {
            CompleteNested(validation.Not, structure, structurePath, path + ".not");
        }

        foreach (var (name, list) in new[] { ("allOf", validation.AllOf), ("anyOf", validation.AnyOf), ("oneOf", validation.OneOf) })
        {
            for (var i = 0; i < list.Count; i++)
            {
                CompleteNested(list[i], structure, structurePath, $"{path}.{name}[{i}]");
            }
        }
    }

    private void CompleteNested(SchemaNode validation, SchemaNode? structure, string structurePath, string path)
    {
        if (structure is null)
        {
            _errors.Add(FieldError.Required(structurePath, "because it is defined in " + path));
            return;
        }

        Complete(validation, structure, structurePath, path);
        if (validation.Items is not null)
        {
            CompleteNested(validation.Items, structure.Items, structurePath + ".items", path + ".items");
        }

        foreach (var (key, child) in validation.Properties)
        {
            CompleteNested(child, structure.Properties.GetValueOrDefault(key), $"{structurePath}.properties[{key}]", $"{path}.properties[{key}]");
        }
    }
}
