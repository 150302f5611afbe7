using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>
/// What checking one value found. <see cref="Matches"/> counts passed checks as go-openapi does: among failed alternatives
/// the one with most of them is shown.
/// </summary>
internal sealed class CheckResult
{
    public List<FieldError> Errors { get; } = [];

    public int Matches { get; set; }

    public bool IsValid => Errors.Count == 0;

    public void Merge(CheckResult other)
    {
        Errors.AddRange(other.Errors);
        Matches += other.Matches;
    }
}

/// <summary>
/// Checks a value against a schema with the texts of kube-openapi's validators. With a <see cref="Correlation"/> the faults
/// of values that did not change are forgiven.
/// </summary>
/// <param name="basePath">Put before every path: the default's own place when a default is checked, else empty.</param>
/// <param name="ofDefault">True when a default is checked: formats that do not suit their type count then.</param>
internal sealed class ValueCheck(string basePath, bool ofDefault = false)
{
    public CheckResult Run(JsonNode? value, SchemaNode schema, string path, Correlation? correlation)
    {
        var result = Check(value, schema, path, correlation);
        if (!result.IsValid && correlation is { IsUnchanged: true })
        {
            return new CheckResult();
        }

        return result;
    }

    private CheckResult Check(JsonNode? value, SchemaNode schema, string path, Correlation? correlation)
    {
        var result = new CheckResult();
        var format = ofDefault ? schema.Format : SchemaFormats.Effective(schema);
        if (schema.Types.Count > 0 || format.Length > 0)
        {
            if (TypeFault(value, schema, format, path) is { } fault)
            {
                result.Errors.Add(fault);
            }
            else
            {
                result.Matches++;
            }

            result.Matches++;
        }

        if (value is null)
        {
            EnumCheck(value, schema, path, result);
            return result;
        }

        result.Merge(Junctors(value, schema, path, correlation));
        switch (value)
        {
            case JsonObject obj:
                EnumCheck(value, schema, path, result);
                Object(obj, schema, path, correlation, result);
                break;
            case JsonArray list:
                List(list, schema, path, correlation, result);
                EnumCheck(value, schema, path, result);
                break;
            default:
                ScalarCheck.Run(value, schema, format, path, Add(result));
                EnumCheck(value, schema, path, result);
                break;
        }

        result.Matches += 3;
        return result;
    }

    private Action<FieldError> Add(CheckResult result) => e => result.Errors.Add(At(e));

    /// <summary>Moves an error below the base path; an error without a field shows the base path itself.</summary>
    private FieldError At(FieldError error)
    {
        var field = error.Field.TrimStart('.');
        return basePath.Length == 0
            ? field.Length == 0 ? error with { Field = "<nil>" } : error with { Field = field }
            : error with { Field = field.Length == 0 ? basePath : basePath + "." + field };
    }

    private FieldError? TypeFault(JsonNode? value, SchemaNode schema, string format, string path)
    {
        var types = schema.Types;
        var wanted = string.Join(',', types);
        if (value is null)
        {
            return types.Count > 0 && !schema.Nullable ? Fault("null") : null;
        }

        var actual = SchemaTypes.Of(value);
        if (ofDefault && schema.IntOrString)
        {
            // The default of an int-or-string is never asked for its type.
            return null;
        }

        var fits = types.Contains(actual) || (actual == "integer" && types.Contains("number"))
            || (actual == "number" && types.Contains("integer") && SchemaTypes.IsWhole(value));
        if (format.Length > 0 && actual is not ("string" or "array") && !fits)
        {
            // With a format the formats are compared, of which only Go's numbers have one.
            var found = actual switch { "integer" => "int64", "number" => "float64", _ => "" };
            return found == format ? null : Fault(found, format);
        }

        var isNumber = types.Contains("number") || types.Contains("integer");
        if (fits || types.Count == 0 || (!isNumber && format.Length > 0 && actual is "string" or "array"))
        {
            return null;
        }

        return Fault(actual);

        FieldError Fault(string shown, string? expected = null) => At(FieldError.TypeInvalid(
            path, shown, $"{path} in body must be of type {expected ?? wanted}: {FieldError.Quote(shown)}"));
    }

    private void EnumCheck(JsonNode? value, SchemaNode schema, string path, CheckResult result)
    {
        if (schema.Enum.Count == 0 || schema.Enum.Any(e => e is not null && SchemaTypes.Converts(value, e)))
        {
            return;
        }

        var shown = schema.Enum.Select(e => e is JsonValue v && v.TryGetValue<string>(out var text) ? text : e?.ToJsonString() ?? "null");
        result.Errors.Add(At(FieldError.NotSupported(path, value?.DeepClone(), shown)));
    }

    private void Object(JsonObject obj, SchemaNode schema, string path, Correlation? correlation, CheckResult result)
    {
        var add = Add(result);
        if (obj.Count < schema.MinProperties)
        {
            add(FieldError.Invalid(path, obj.Count, $"{path} in body should have at least {schema.MinProperties} properties"));
        }

        if (obj.Count > schema.MaxProperties)
        {
            add(new FieldError(path, FieldErrorType.TooMany, obj.Count, TooManyText(schema.MaxProperties.Value)));
        }

        foreach (var (key, value) in obj)
        {
            if (schema.Properties.ContainsKey(key))
            {
                continue;
            }

            if (schema.AdditionalProperties is { } values)
            {
                result.Merge(Run(value, values, path + "." + key, correlation?.Key(key)));
            }
            else if (schema.AdditionalAllowed == false)
            {
                add(FieldError.Invalid(path, key, $"{path}.{key} in body is a forbidden property"));
            }
        }

        foreach (var (name, property) in schema.Properties)
        {
            if (obj.TryGetPropertyValue(name, out var value))
            {
                var child = path.Length == 0 && name is "kind" or "apiVersion" ? null : correlation?.Key(name);
                result.Merge(Run(value, property, path.Length == 0 ? name : path + "." + name, child));
            }
        }

        foreach (var name in schema.Required.Distinct(StringComparer.Ordinal))
        {
            if (!obj.ContainsKey(name))
            {
                add(FieldError.Required(path + "." + name));
            }
        }
    }

    internal static string TooManyText(long maximum) => maximum == 1 ? "must have at most 1 item" : $"must have at most {maximum} items";

    private void List(JsonArray list, SchemaNode schema, string path, Correlation? correlation, CheckResult result)
    {
        for (var i = 0; i < list.Count && schema.Items is not null; i++)
        {
            result.Merge(Run(list[i], schema.Items, $"{path}[{i}]", correlation?.Index(i)));
        }

        if (list.Count < schema.MinItems)
        {
            Add(result)(FieldError.Invalid(path, list.Count, $"{path} in body should have at least {schema.MinItems} items"));
        }

        if (list.Count > schema.MaxItems)
        {
            Add(result)(new FieldError(path, FieldErrorType.TooMany, list.Count, TooManyText(schema.MaxItems.Value)));
        }

        result.Matches++;
    }

    private CheckResult Junctors(JsonNode value, SchemaNode schema, string path, Correlation? correlation)
    {
        var result = new CheckResult { Matches = 1 };
        AnyOf(value, schema, path, correlation, result);
        OneOf(value, schema, path, correlation, result);
        var validated = 0;
        foreach (var alternative in schema.AllOf)
        {
            var inner = Check(value, alternative, path, correlation);
            validated += inner.IsValid ? 1 : 0;
            result.Merge(inner);
        }

        if (validated != schema.AllOf.Count)
        {
            Combined(result, $"{FieldError.Quote(path)} must validate all the schemas (allOf){(validated == 0 ? ". None validated" : "")}");
        }

        if (schema.Not is not null && Check(value, schema.Not, path, correlation).IsValid)
        {
            Combined(result, $"{FieldError.Quote(path)} must not validate the schema (not)");
        }

        return result;
    }

    private void AnyOf(JsonNode value, SchemaNode schema, string path, Correlation? correlation, CheckResult result)
    {
        CheckResult? best = null;
        foreach (var alternative in schema.AnyOf)
        {
            var inner = Check(value, alternative, path, correlation);
            if (inner.IsValid)
            {
                result.Merge(inner);
                return;
            }

            best = best is null || inner.Matches > best.Matches ? inner : best;
        }

        if (best is not null)
        {
            Combined(result, $"{FieldError.Quote(path)} must validate at least one schema (anyOf)");
            result.Merge(best);
        }
    }

    private void OneOf(JsonNode value, SchemaNode schema, string path, Correlation? correlation, CheckResult result)
    {
        CheckResult? best = null, first = null;
        var validated = 0;
        foreach (var alternative in schema.OneOf)
        {
            var inner = Check(value, alternative, path, correlation);
            if (inner.IsValid)
            {
                validated++;
                best = null;
                first ??= inner;
            }
            else if (validated == 0 && (best is null || inner.Matches > best.Matches))
            {
                best = inner;
            }
        }

        if (schema.OneOf.Count == 0)
        {
            return;
        }

        if (validated == 1)
        {
            result.Merge(first!);
            return;
        }

        var found = validated == 0 ? "Found none valid" : $"Found {validated} valid alternatives";
        Combined(result, $"{FieldError.Quote(path)} must validate one and only one schema (oneOf). {found}");
        if (best is not null)
        {
            result.Merge(best);
        }
    }

    private void Combined(CheckResult result, string text) =>
        result.Errors.Add(FieldError.Invalid(basePath.Length == 0 ? "<nil>" : basePath, "", text));
}
