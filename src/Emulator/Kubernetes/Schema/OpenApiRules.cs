using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>
/// The rules of apiextensions' ValidateCustomResourceDefinitionOpenAPISchema: unsupported keywords, list and map types, and
/// what is wrong with rules before they are compiled.
/// </summary>
internal sealed class OpenApiRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private readonly List<FieldError> _errors = [];

    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);

    /// <param name="faulty">The nodes at or below which something is wrong: their rules are not compiled.</param>
    public static List<FieldError> Check(SchemaNode schema, string path, out IReadOnlySet<string> faulty)
    {
        var rules = new OpenApiRules();
        faulty = rules._faulty;
        rules.Visit(schema, path, true, new Context(null, false));
        return rules._errors;
    }

    private void Visit(SchemaNode s, string path, bool isRoot, Context context)
    {
        var before = _errors.Count;
        Standard(s, path, context);
        Forbid(s.Flag("uniqueItems"), path + ".uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (s.HasAdditional && s.Properties.Count > 0 && s.AdditionalAllowed != true)
        {
            _errors.Add(FieldError.Forbidden(path + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        if (s.AdditionalProperties is not null)
        {
            var inner = context.InsideMeta ? context with { NoDefaults = "inside additionalProperties applying to object metadata" } : context;
            Visit(s.AdditionalProperties, path + ".additionalProperties", false, inner);
        }

        foreach (var (key, child) in s.Properties)
        {
            var inner = context;
            if ((isRoot || s.EmbeddedResource) && key is "metadata" or "kind" or "apiVersion")
            {
                inner = new Context(isRoot ? "in top-level " + key : inner.NoDefaults, true);
            }

            Visit(child, $"{path}.properties[{key}]", false, inner);
        }

        Junctors(s, path, context);
        if (s.Items is not null)
        {
            Visit(s.Items, path + ".items", false, context);
        }

        for (var i = 0; i < s.ItemList.Count; i++)
        {
            Visit(s.ItemList[i], $"{path}.items[{i}]", false, context);
        }

        Named(s.Dependencies, path + ".dependencies", context);

        if (s.Json["x-kubernetes-preserve-unknown-fields"] is JsonValue v && v.TryGetValue<bool>(out var preserve) && !preserve)
        {
            _errors.Add(FieldError.Invalid(path + ".x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"));
        }

        MapType(s, path);
        ListType(s, path);
        ListMap(s, path);
        ListItems(s, path);
        RuleTexts.Check(s, path, _errors);
        if (_errors.Count > before)
        {
            _faulty.Add(path);
        }
    }

    private void Junctors(SchemaNode s, string path, Context context)
    {
        if (s.Not is not null)
        {
            Visit(s.Not, path + ".not", false, context);
        }

        foreach (var (name, list) in new[] { ("allOf", s.AllOf), ("oneOf", s.OneOf), ("anyOf", s.AnyOf) })
        {
            for (var i = 0; i < list.Count; i++)
            {
                Visit(list[i], $"{path}.{name}[{i}]", false, context);
            }
        }

        Named(s.Definitions, path + ".definitions", context);
    }

    private void Named(IReadOnlyDictionary<string, SchemaNode> schemas, string path, Context context)
    {
        foreach (var (name, schema) in schemas)
        {
            Visit(schema, $"{path}[{name}]", false, context);
        }
    }

    private void Standard(SchemaNode s, string path, Context context)
    {
        if (s.Type.Length > 0 && !Types.Contains(s.Type))
        {
            _errors.Add(FieldError.NotSupported(path + ".type", s.Type, Types));
        }

        Forbid(s.Default is not null && context.NoDefaults is not null, path + ".default", "must not be set " + context.NoDefaults);
        Forbid(s.Text("id").Length > 0, path + ".id", "id is not supported");
        Forbid(s.Json["additionalItems"] is not null, path + ".additionalItems", "additionalItems is not supported");
        Forbid(s.Json["patternProperties"] is JsonObject { Count: > 0 }, path + ".patternProperties", "patternProperties is not supported");
        Forbid(s.Json["definitions"] is JsonObject { Count: > 0 }, path + ".definitions", "definitions is not supported");
        Forbid(s.Json["dependencies"] is JsonObject { Count: > 0 }, path + ".dependencies", "dependencies is not supported");
        Forbid(s.Json["$ref"] is JsonValue, path + ".$ref", "$ref is not supported");
        Forbid(s.Type == "null", path + ".type", "type cannot be set to null, use nullable as an alternative");
        Forbid(s.Json["items"] is JsonArray { Count: > 0 }, path + ".items", "items must be a schema object and not an array");
        Forbid(context.InsideMeta && s.EmbeddedResource, path + ".x-kubernetes-embedded-resource", "must not be used inside of resource meta");
    }

    private void MapType(SchemaNode s, string path)
    {
        if (s.MapType is null)
        {
            return;
        }

        WantType(s, path, "object", "x-kubernetes-map-type");
        if (s.MapType is not ("atomic" or "granular"))
        {
            _errors.Add(FieldError.NotSupported(path + ".x-kubernetes-map-type", s.MapType, ["atomic", "granular"]));
        }
    }

    private void ListType(SchemaNode s, string path)
    {
        if (s.ListType is null)
        {
            return;
        }

        const string detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        WantType(s, path, "array", "x-kubernetes-list-type");
        if (s.Type == "array" && s.ListType == "set" && s.Items is { } items)
        {
            if (items.Type == "array" && items.ListType is not (null or "atomic"))
            {
                _errors.Add(FieldError.Invalid(path + ".items.x-kubernetes-list-type", items.ListType, detail));
            }
            else if (items.Type == "object" && items.MapType != "atomic")
            {
                _errors.Add(FieldError.Invalid(path + ".items.x-kubernetes-map-type", items.ListType, detail));
            }
        }

        if (s.ListType is not ("atomic" or "set" or "map"))
        {
            _errors.Add(FieldError.NotSupported(path + ".x-kubernetes-list-type", s.ListType, ["atomic", "set", "map"]));
        }
    }

    private void WantType(SchemaNode s, string path, string type, string keyword)
    {
        var detail = $"must be {type} if {keyword} is specified";
        if (s.Type.Length == 0)
        {
            _errors.Add(FieldError.Required(path + ".type", detail));
        }
        else if (s.Type != type)
        {
            _errors.Add(FieldError.Invalid(path + ".type", s.Type, detail));
        }
    }

    private void ListMap(SchemaNode s, string path)
    {
        const string keys = ".x-kubernetes-list-map-keys";
        if (s.ListMapKeys.Count > 0 && s.ListType != "map")
        {
            const string detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            _errors.Add(s.ListType is null
                ? FieldError.Required(path + ".x-kubernetes-list-type", detail)
                : FieldError.Invalid(path + ".x-kubernetes-list-type", s.ListType, detail));
        }

        if (s.ListType != "map")
        {
            return;
        }

        if (s.ListMapKeys.Count == 0)
        {
            _errors.Add(FieldError.Required(path + keys, "must not be empty if x-kubernetes-list-type is map"));
        }

        if (s.Items is not { } items)
        {
            _errors.Add(FieldError.Required(path + ".items", "must have a schema if x-kubernetes-list-type is map"));
            return;
        }

        if (items.Type != "object")
        {
            _errors.Add(FieldError.Invalid(path + ".items.type", items.Type, "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }

        var all = new JsonArray([.. s.ListMapKeys.Select(k => (JsonNode?)JsonValue.Create(k))]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in s.ListMapKeys)
        {
            if (!items.Properties.TryGetValue(key, out var property))
            {
                _errors.Add(FieldError.Invalid(path + keys, all, "entries must all be names of item properties"));
            }
            else if (property.Type is "array" or "object")
            {
                // The real server shows the type of the items here.
                _errors.Add(FieldError.Invalid(
                    $"{path}.items.properties[{key}].type",
                    items.Type,
                    "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            }

            if (!seen.Add(key))
            {
                _errors.Add(FieldError.Invalid(path + keys, all, "must not contain duplicate entries"));
            }
        }
    }

    private void ListItems(SchemaNode s, string path)
    {
        if (s.ListType is not ("set" or "map") || s.Items is not { } items)
        {
            return;
        }

        Forbid(items.Nullable, path + ".items.nullable", "cannot be nullable when x-kubernetes-list-type is " + s.ListType);
        if (s.ListType != "map")
        {
            return;
        }

        foreach (var key in s.ListMapKeys)
        {
            if (!items.Properties.TryGetValue(key, out var property))
            {
                continue;
            }

            if (!items.Required.Contains(key) && property.Default is null)
            {
                _errors.Add(FieldError.Required(
                    $"{path}.items.properties[{key}].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }

            Forbid(
                property.Nullable,
                $"{path}.items.properties[{key}].nullable",
                "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }

    private void Forbid(bool present, string path, string detail)
    {
        if (present)
        {
            _errors.Add(FieldError.Forbidden(path, detail));
        }
    }

    private sealed record Context(string? NoDefaults, bool InsideMeta);
}
