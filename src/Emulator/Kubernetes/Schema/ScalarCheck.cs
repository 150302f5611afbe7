using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Strings against their keywords; numbers go to <see cref="NumberCheck"/>.</summary>
internal static class ScalarCheck
{
    public static void Run(
        JsonNode value, SchemaNode schema, string format, string path, Action<FieldError> add)
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
                new NumberCheck(schema, format, path, add).Run(value);
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
}
