using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>The schema of a CRD's version, or of all of them.</summary>
internal static class CrdSchemaRules
{
    /// <summary>
    /// What a schema's root may have beside a status subresource: the status is taken out of it, and no other check may be
    /// lost by that. The real server names these fields as its Go struct does.
    /// </summary>
    private const string AtRoot = "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum "
        + "MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs "
        + "Example XPreserveUnknownFields XValidations]";

    private static readonly HashSet<string> AllowedAtRoot = new(StringComparer.Ordinal)
    {
        "description", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items", "properties",
        "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    };

    public static void Validate(JsonObject version, string path, bool hasStatus, List<FieldError> errors)
    {
        if (Child(Child(version, "schema"), "openAPIV3Schema") is not { } schema)
        {
            return;
        }

        if (hasStatus)
        {
            Root(schema, path, errors);
        }

        errors.AddRange(StructuralSchema.CompileErrors(schema, path));
    }

    /// <summary>True when a default stands anywhere in a schema.</summary>
    public static bool HasDefault(JsonNode? schema) => schema switch
    {
        JsonObject obj => obj.Any(f => (f.Key == "default" && f.Value is not null) || HasDefault(f.Value)),
        JsonArray list => list.Any(HasDefault),
        _ => false,
    };

    private static void Root(JsonObject schema, string path, List<FieldError> errors)
    {
        var type = Text(schema, "type");
        if (type is not ("" or "object"))
        {
            errors.Add(FieldError.Invalid(
                path + ".type",
                type,
                "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        }
        else if (schema.Any(f => f.Key != "type" && !AllowedAtRoot.Contains(f.Key) && !IsZero(f.Value)))
        {
            errors.Add(FieldError.Invalid(
                path,
                schema.DeepClone(),
                $"only {AtRoot} fields are allowed at the root of the schema if the status subresource is enabled"));
        }
    }

    private static bool IsZero(JsonNode? value) => value switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonValue v when v.TryGetValue<string>(out var text) => text.Length == 0,
        JsonValue v when v.TryGetValue<bool>(out var flag) => !flag,
        _ => false,
    };
}
