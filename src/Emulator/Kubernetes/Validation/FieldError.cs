using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Kinds of field errors with the words and the cause reasons that apimachinery's field.Error uses.</summary>
internal enum FieldErrorType
{
    Required,
    Invalid,
    NotSupported,
    Forbidden,
    Duplicate,
    TooLong,
    TooMany,
    NotFound,
    TypeInvalid,
    Internal,
}

/// <summary>One fault in an object: where, what kind, which value, and why. Renders as apimachinery does.</summary>
/// <param name="Field">Path such as <c>spec.containers[0].name</c>.</param>
/// <param name="Type">What is wrong.</param>
/// <param name="Value">The bad value: string, number, bool, JsonNode or null; ignored for Required, Forbidden, TooLong.</param>
/// <param name="Detail">The explanation; may be empty.</param>
internal sealed record FieldError(string Field, FieldErrorType Type, object? Value, string Detail)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value that is not shown: objects and lists in the errors of CEL rules.</summary>
    public static object NoValue { get; } = new();

    public static FieldError Required(string field, string detail = "") => new(field, FieldErrorType.Required, null, detail);

    public static FieldError Invalid(string field, object? value, string detail) => new(field, FieldErrorType.Invalid, value, detail);

    public static FieldError Forbidden(string field, string detail) => new(field, FieldErrorType.Forbidden, null, detail);

    public static FieldError Duplicate(string field, object? value) => new(field, FieldErrorType.Duplicate, value, "");

    public static FieldError NotFound(string field, object? value) => new(field, FieldErrorType.NotFound, value, "");

    public static FieldError TypeInvalid(string field, object? value, string detail) => new(field, FieldErrorType.TypeInvalid, value, detail);

    public static FieldError TooLong(string field, int maximumBytes) =>
        new(field, FieldErrorType.TooLong, null, $"may not be more than {maximumBytes} bytes");

    public static FieldError NotSupported(string field, object? value, IEnumerable<string> supported) =>
        new(field, FieldErrorType.NotSupported, value, "supported values: " + string.Join(", ", supported.Select(Quote)));

    /// <summary>The cause's <c>reason</c> in a Status.</summary>
    public string Reason => Type switch
    {
        FieldErrorType.Required => "FieldValueRequired",
        FieldErrorType.NotSupported => "FieldValueNotSupported",
        FieldErrorType.Forbidden => "FieldValueForbidden",
        FieldErrorType.Duplicate => "FieldValueDuplicate",
        FieldErrorType.TooLong => "FieldValueTooLong",
        FieldErrorType.TooMany => "FieldValueTooMany",
        FieldErrorType.NotFound => "FieldValueNotFound",
        FieldErrorType.TypeInvalid => "FieldValueTypeInvalid",
        FieldErrorType.Internal => "InternalError",
        _ => "FieldValueInvalid",
    };

    /// <summary>The cause's <c>message</c>: everything but the field.</summary>
    public string Body
    {
        get
        {
            var word = Type switch
            {
                FieldErrorType.Required => "Required value",
                FieldErrorType.NotSupported => "Unsupported value",
                FieldErrorType.Forbidden => "Forbidden",
                FieldErrorType.Duplicate => "Duplicate value",
                FieldErrorType.TooLong => "Too long",
                FieldErrorType.TooMany => "Too many",
                FieldErrorType.NotFound => "Not found",
                FieldErrorType.Internal => "Internal error",
                _ => "Invalid value",
            };
            var shown = Type is FieldErrorType.Required or FieldErrorType.Forbidden or FieldErrorType.TooLong or FieldErrorType.Internal
                ? word
                : ReferenceEquals(Value, NoValue) ? word : $"{word}: {Show(Value)}";
            return Detail.Length == 0 ? shown : $"{shown}: {Detail}";
        }
    }

    public override string ToString() => $"{Field}: {Body}";

    /// <summary>Go's %q: printable characters stay, others become \n, \x01, \u200b…</summary>
    public static string Quote(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.AsSpan().IndexOfAny('"', '\\') < 0)
        {
            return $"\"{text}\"";
        }

        var quoted = new System.Text.StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Escape(rune));
        }

        return quoted.Append('"').ToString();
    }

    private static string Escape(System.Text.Rune rune)
    {
        var simple = rune.Value is >= 7 and <= 13 ? "abtnvfr"[rune.Value - 7] : rune.Value is '"' or '\\' ? (char)rune.Value : '\0';
        if (simple != '\0')
        {
            return "\\" + simple;
        }

        return GoText.IsPrint(rune) ? rune.ToString()
            : rune.Value < 0x80 ? $"\\x{rune.Value:x2}"
            : rune.Value <= 0xffff ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}";
    }

    /// <summary>JSON as encoding/json writes it, with the characters of HTML escaped.</summary>
    internal static string GoJsonText(JsonNode node) => node.ToJsonString(Plain)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal);

    private static string Show(object? value) => value switch
    {
        null => "null",
        string s => Quote(s),
        bool b => b ? "true" : "false",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => Quote(v.GetValue<string>()),
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => GoText.Format(v),
        JsonNode node => GoJsonText(node),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
