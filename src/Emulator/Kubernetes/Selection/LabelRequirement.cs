using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>How a requirement compares; the texts are selection.Operator's.</summary>
internal enum LabelOperator
{
    In,
    NotIn,
    Equal,
    DoubleEqual,
    NotEqual,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One condition of a label selector.</summary>
internal sealed class LabelRequirement
{
    private readonly long _bound;

    private LabelRequirement(string key, LabelOperator op, IReadOnlyList<string> values)
    {
        Key = key;
        Operator = op;
        Values = values;
        _bound = op is LabelOperator.GreaterThan or LabelOperator.LessThan && TryInteger(values[0], out var bound) ? bound : 0;
    }

    public string Key { get; }

    public LabelOperator Operator { get; }

    public IReadOnlyList<string> Values { get; }

    /// <summary>The checked requirement.</summary>
    /// <param name="path">Null for labels.Parse, where an error in a key shows no field.</param>
    /// <exception cref="SelectorException">With apimachinery's text.</exception>
    public static LabelRequirement Create(string key, LabelOperator op, IReadOnlyList<string> values, string path = "")
    {
        var errors = new List<string>();
        if (LabelRules.KeyErrors(key) is { Count: > 0 } keyErrors)
        {
            errors.Add($"{path}key: Invalid value: {FieldError.Quote(key)}: {string.Join("; ", keyErrors)}");
        }

        errors.AddRange(ValueCountErrors(op, values).Select(e => path + e));
        for (var i = 0; i < values.Count; i++)
        {
            if (LabelRules.ValueErrors(values[i]) is { Count: > 0 } valueErrors)
            {
                errors.Add($"{path}values[{i}][{key}]: Invalid value: {FieldError.Quote(values[i])}: {string.Join("; ", valueErrors)}");
            }
        }

        var distinct = errors.Distinct(StringComparer.Ordinal).ToList();
        return distinct.Count switch
        {
            0 => new LabelRequirement(key, op, values),
            1 => throw new SelectorException(distinct[0]),
            _ => throw new SelectorException($"[{string.Join(", ", distinct)}]"),
        };
    }

    public bool Matches(JsonObject? labels)
    {
        string? value = null;
        var exists = labels is not null && labels.TryGetPropertyValue(Key, out var node) && (value = TextOf(node)) is not null;
        return Matches(exists ? value : null);
    }

    /// <param name="value">The label's value; null when the label is not there.</param>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.In or LabelOperator.Equal or LabelOperator.DoubleEqual => value is not null && Has(value),
        LabelOperator.NotIn or LabelOperator.NotEqual => value is null || !Has(value),
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.GreaterThan => value is not null && TryInteger(value, out var number) && number > _bound,
        _ => value is not null && TryInteger(value, out var number) && number < _bound,
    };

    public override string ToString()
    {
        var values = string.Join(',', Values.Order(StringComparer.Ordinal));
        return Operator switch
        {
            LabelOperator.Exists => Key,
            LabelOperator.DoesNotExist => "!" + Key,
            LabelOperator.Equal => $"{Key}={values}",
            LabelOperator.DoubleEqual => $"{Key}=={values}",
            LabelOperator.NotEqual => $"{Key}!={values}",
            LabelOperator.In => $"{Key} in ({values})",
            LabelOperator.NotIn => $"{Key} notin ({values})",
            LabelOperator.GreaterThan => $"{Key}>{values}",
            _ => $"{Key}<{values}",
        };
    }

    private static IEnumerable<string> ValueCountErrors(LabelOperator op, IReadOnlyList<string> values)
    {
        var shown = values.Count == 0 ? "null" : "[" + string.Join(',', values.Select(FieldError.Quote)) + "]";
        switch (op)
        {
            case LabelOperator.In or LabelOperator.NotIn when values.Count == 0:
                yield return $"values: Invalid value: {shown}: for 'in', 'notin' operators, values set can't be empty";
                break;
            case LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.NotEqual when values.Count != 1:
                yield return $"values: Invalid value: {shown}: exact-match compatibility requires one single value";
                break;
            case LabelOperator.Exists or LabelOperator.DoesNotExist when values.Count != 0:
                yield return $"values: Invalid value: {shown}: values set must be empty for exists and does not exist";
                break;
            case LabelOperator.GreaterThan or LabelOperator.LessThan:
                for (var i = 0; i < values.Count; i++)
                {
                    if (!TryInteger(values[i], out _))
                    {
                        yield return $"values[{i}]: Invalid value: {FieldError.Quote(values[i])}: "
                            + "for 'Gt', 'Lt' operators, the value must be an integer";
                    }
                }

                break;
        }
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private bool Has(string value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
            {
                return true;
            }
        }

        return false;
    }
}
