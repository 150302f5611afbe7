using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>apiVersion, kind and metadata of objects inside objects (x-kubernetes-embedded-resource) and of defaults.</summary>
internal static class EmbeddedObjects
{
    private const string KindRule =
        "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters "
        + "or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
        + "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>Reads metadata as ObjectMeta, dropping and naming unknown fields; an error when it cannot be read.</summary>
    public static FieldError? Coerce(JsonNode? node, SchemaNode? schema, bool isResource, string path, List<string>? unknown)
    {
        switch (node)
        {
            case JsonObject obj when schema is not null:
                if ((isResource || schema.EmbeddedResource) && CoerceMeta(obj, path, unknown) is { } error)
                {
                    return error;
                }

                foreach (var (key, value) in obj.ToList())
                {
                    var child = schema.Child(key);
                    if (child is not null && Coerce(value, child, false, Join(path, key), unknown) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case JsonArray list when schema?.Items is not null:
                for (var i = 0; i < list.Count; i++)
                {
                    if (Coerce(list[i], schema.Items, false, $"{path}[{i}]", unknown) is { } inItem)
                    {
                        return inItem;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>Everything wrong with embedded type and object metadata.</summary>
    public static void Validate(JsonNode? node, SchemaNode? schema, bool isResource, string path, List<FieldError> errors)
    {
        switch (node)
        {
            case JsonObject obj when schema is not null:
                if (isResource || schema.EmbeddedResource)
                {
                    ValidateMeta(obj, path, errors);
                }

                foreach (var (key, value) in obj)
                {
                    Validate(value, schema.Child(key), false, Join(path, key), errors);
                }

                break;
            case JsonArray list when schema?.Items is not null:
                for (var i = 0; i < list.Count; i++)
                {
                    Validate(list[i], schema.Items, false, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    internal static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    private static FieldError? CoerceMeta(JsonObject obj, string path, List<string>? unknown)
    {
        foreach (var key in (string[])["apiVersion", "kind"])
        {
            if (obj.TryGetPropertyValue(key, out var value) && !(value is JsonValue v && v.TryGetValue<string>(out _)))
            {
                return FieldError.Invalid(Join(path, key), value, "must be a string");
            }
        }

        if (!obj.TryGetPropertyValue("metadata", out var metadata))
        {
            return null;
        }

        try
        {
            var known = JsonReading.Metadata(metadata, out var dropped);
            unknown?.AddRange(path.Length == 0 ? dropped : dropped.Select(d => path + "." + d));
            obj["metadata"] = known;
            return null;
        }
        catch (DecodeException e)
        {
            return FieldError.Invalid(Join(path, "metadata"), metadata?.DeepClone(), e.Message);
        }
    }

    private static void ValidateMeta(JsonObject obj, string path, List<FieldError> errors)
    {
        Text(obj, "apiVersion", path, errors, version =>
            version.Count(c => c == '/') > 1 ? "unexpected GroupVersion string: " + version : null);
        Text(obj, "kind", path, errors, kind => IsKind(kind) ? null : KindRule);
        if (obj["metadata"] is JsonObject metadata)
        {
            var copy = (JsonObject)metadata.DeepClone();
            if (copy["name"] is null)
            {
                copy["name"] = "fakename";
            }

            var found = new List<FieldError>();
            ObjectMeta.Validate(copy, NameRule.PathSegment, copy["namespace"] is not null, found);
            errors.AddRange(found.Select(e => e with { Field = Join(path, e.Field) }));
        }
    }

    private static void Text(JsonObject obj, string key, string path, List<FieldError> errors, Func<string, string?> fault)
    {
        var at = Join(path, key);
        if (!obj.TryGetPropertyValue(key, out var value))
        {
            errors.Add(FieldError.Required(at));
        }
        else if (value is not JsonValue v || !v.TryGetValue<string>(out var text))
        {
            errors.Add(FieldError.Invalid(at, value, "must be a string"));
        }
        else if (text.Length == 0)
        {
            errors.Add(FieldError.Invalid(at, text, "must not be empty"));
        }
        else if (fault(text) is { } detail)
        {
            errors.Add(FieldError.Invalid(at, text, detail));
        }
    }

    private static bool IsKind(string kind) =>
        kind.Length <= 63 && char.IsAsciiLetter(kind[0]) && kind[^1] != '-' && kind.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
