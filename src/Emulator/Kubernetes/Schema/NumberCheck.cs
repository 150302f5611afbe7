using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>
/// Numbers against their keywords. A keyword that does not fit the type itself (a minimum of 1.5 for an integer) is an
/// error of every value, as kube-openapi has it.
/// </summary>
internal sealed class NumberCheck(SchemaNode schema, string format, string path, Action<FieldError> add)
{
    private readonly string _type = schema.Types.Count == 1 ? schema.Types[0] : "";

    public void Run(JsonNode value)
    {
        var real = GoNumbers.Double(value);
        var isInteger = GoNumbers.TryInt64(value, out var integer);
        InRange(real, isInteger, "Checked");
        if (schema.MultipleOf is { } factor)
        {
            Multiple(value, real, InRange(factor, false, "MultipleOf") && isInteger ? integer : null, factor);
        }

        if (schema.Minimum is { } min)
        {
            var whole = InRange(min, false, "Minimum boundary") && isInteger;
            var order = whole ? integer.CompareTo((long)min) : real.CompareTo(min);
            Bound(value, -order, schema.Flag("exclusiveMinimum"), "greater", min, whole);
        }

        if (schema.Maximum is { } max)
        {
            var whole = InRange(max, false, "Maximum boundary") && isInteger;
            var order = whole ? integer.CompareTo((long)max) : real.CompareTo(max);
            Bound(value, order, schema.Flag("exclusiveMaximum"), "less", max, whole);
        }
    }

    private void Bound(JsonNode value, int beyond, bool exclusive, string word, double limit, bool whole)
    {
        if (beyond > 0 || (exclusive && beyond == 0))
        {
            var wanted = exclusive ? $"{word} than" : $"{word} than or equal to";
            add(FieldError.Invalid(path, value.DeepClone(), $"{path} in body should be {wanted} {Show(limit, whole)}"));
        }
    }

    private void Multiple(JsonNode value, double real, long? integer, double factor)
    {
        if (integer is null ? factor <= 0 : (long)factor <= 0)
        {
            add(FieldError.Invalid(
                path,
                GoNumbers.Node(integer is null ? factor : (long)factor),
                $"factor MultipleOf declared for {path} must be positive: {Show(factor, integer is not null)}"));
            return;
        }

        var ratio = factor < 1 ? 1 / factor * real : real / factor;
        if (integer is { } whole ? whole % (long)factor != 0 : !IsWhole(ratio))
        {
            add(FieldError.Invalid(
                path, value.DeepClone(), $"{path} in body should be a multiple of {Show(factor, integer is not null)}"));
        }
    }

    private bool InRange(double value, bool isInteger, string what)
    {
        var fits = (_type, format) switch
        {
            ("integer", "int32") => Math.Floor(value) == value && value is >= int.MinValue and <= int.MaxValue,
            ("integer", _) => isInteger || (Math.Floor(value) == value && Math.Abs(value) < long.MaxValue),
            (_, "float") => Math.Abs(value) <= float.MaxValue,
            _ => true,
        };
        if (!fits)
        {
            var shown = format.Length > 0 ? "with format " + format : "(default format)";
            add(new FieldError("", FieldErrorType.Invalid, "", $"{what} value must be of type {_type} {shown} in {path}"));
        }

        return fits;
    }

    /// <summary>swag.IsFloat64AJSONInteger: beyond 2^53 nothing is.</summary>
    private static bool IsWhole(double value) => Math.Abs(value) <= 9007199254740991 && Math.Abs(value - Math.Round(value)) < 1e-9;

    private static string Show(double value, bool asInteger) =>
        asInteger ? ((long)value).ToString(CultureInfo.InvariantCulture) : GoText.Float(value);
}
