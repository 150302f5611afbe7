using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Strings and numbers against their keywords.</summary>
internal static class ScalarCheck
{
    public static void Run(JsonNode value, SchemaNode schema, string format, string path, Action<FieldError> add)
    {
        switch (SchemaTypes.Of(value))
        {
            case "string":
                var text = value.GetValue<string>();
                String(text, schema, path, add);
                if (schema.Types is not (["integer"] or ["number"]) && SchemaFormats.Accepts(format, text) == false)
                {
                    add(FieldError.TypeInvalid(path, text, $"{path} in body must be of type {format}: {FieldError.Quote(text)}"));
                }

                break;
            case "integer" or "number":
                Number(value, schema, format, path, add);
                break;
        }
    }

    /// <summary>Only the first of the string keywords that fails is told.</summary>
    private static void String(string text, SchemaNode schema, string path, Action<FieldError> add)
    {
        var length = text.EnumerateRunes().Count();
        if (length > schema.MaxLength)
        {
            var max = schema.MaxLength.Value;
            add(new FieldError(path, FieldErrorType.TooLong, null, $"may not be more than {max} {(max == 1 ? "byte" : "bytes")}"));
        }
        else if (length < schema.MinLength)
        {
            add(FieldError.Invalid(path, text, $"{path} in body should be at least {schema.MinLength} chars long"));
        }
        else if (schema.Pattern.Length > 0)
        {
            var regex = GoRegex.Compile(schema.Pattern, out var error);
            if (regex is null || !regex.IsMatch(text))
            {
                var shown = regex is null ? $"{schema.Pattern}, but pattern is invalid: {error}" : schema.Pattern;
                add(FieldError.Invalid(path, text, $"{path} in body should match '{shown}'"));
            }
        }
    }

    private static void Number(JsonNode value, SchemaNode schema, string format, string path, Action<FieldError> add)
    {
        var real = GoNumbers.Double(value);
        var isInteger = GoNumbers.TryInt64(value, out var integer);
        Range(real, isInteger, integer, schema, format, path, add);
        if (schema.MultipleOf is { } fraction && isInteger && (long)fraction <= 0)
        {
            // Whole numbers are divided by the whole part of the factor.
            add(FieldError.Invalid(
                path, 0, $"factor MultipleOf declared for {path} must be positive: {(long)fraction}"));
        }
        else if (schema.MultipleOf is { } factor && !IsMultiple(real, isInteger, integer, factor))
        {
            add(FieldError.Invalid(path, value.DeepClone(), $"{path} in body should be a multiple of {Show(factor, false)}"));
        }

        if (schema.Minimum is { } min)
        {
            var exclusive = schema.Flag("exclusiveMinimum");
            if (isInteger ? integer < (long)min || (exclusive && integer == (long)min) : real < min || (exclusive && real.Equals(min)))
            {
                var word = exclusive ? "greater than" : "greater than or equal to";
                add(FieldError.Invalid(path, value.DeepClone(), $"{path} in body should be {word} {Show(min, isInteger)}"));
            }
        }

        if (schema.Maximum is { } max)
        {
            var exclusive = schema.Flag("exclusiveMaximum");
            if (isInteger ? integer > (long)max || (exclusive && integer == (long)max) : real > max || (exclusive && real.Equals(max)))
            {
                var word = exclusive ? "less than" : "less than or equal to";
                add(FieldError.Invalid(path, value.DeepClone(), $"{path} in body should be {word} {Show(max, isInteger)}"));
            }
        }
    }

    private static void Range(
        double real, bool isInteger, long integer, SchemaNode schema, string format, string path, Action<FieldError> add)
    {
        var type = schema.Types.Count == 1 ? schema.Types[0] : "";
        var fits = (type, format) switch
        {
            ("integer", _) when !isInteger && !real.Equals(Math.Truncate(real)) => false,
            ("integer", "int32") => real is >= int.MinValue and <= int.MaxValue,
            ("integer", _) => isInteger || Math.Abs(real) < long.MaxValue,
            ("number", "float") => Math.Abs(real) <= float.MaxValue,
            _ => true,
        };
        if (!fits)
        {
            var shown = format.Length > 0 ? "with format " + format : "(default format)";
            add(new FieldError("", FieldErrorType.Invalid, "", $"Checked value must be of type {type} {shown} in {path}"));
        }
    }

    private static bool IsMultiple(double real, bool isInteger, long integer, double factor)
    {
        if (isInteger)
        {
            return integer % (long)factor == 0;
        }

        var multiple = factor < 1 ? 1 / factor * real : real / factor;
        return Math.Abs(multiple - Math.Round(multiple)) < 1e-9;
    }

    private static string Show(double value, bool asInteger) =>
        asInteger ? ((long)value).ToString(CultureInfo.InvariantCulture) : GoText.Float(value);
}
