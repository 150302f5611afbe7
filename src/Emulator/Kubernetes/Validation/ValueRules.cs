using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Checks of single values that many kinds share, in the words of core's validation.</summary>
internal static class ValueRules
{
    public const string IpForm = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private const string PercentForm =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used " +
        "for validation is '[0-9]+%')";

    public static void NotNegative(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        if (Number(owner, field) is < 0 and var number)
        {
            errors.Add(FieldError.Invalid($"{path}.{field}", number, "must be greater than or equal to 0"));
        }
    }

    /// <summary>A count, or a share, of at most 100 % when bounded.</summary>
    public static void IntOrPercent(
        JsonObject? owner, string field, string path, List<FieldError> errors, bool bounded = true)
    {
        if (owner?[field] is not JsonValue value)
        {
            return;
        }

        if (value.GetValueKind() != JsonValueKind.String)
        {
            NotNegative(owner, field, path, errors);
            return;
        }

        var text = Text(owner, field);
        if (!IsPercent(text))
        {
            errors.Add(FieldError.Invalid($"{path}.{field}", text, PercentForm));
        }
        else if (bounded && (text.TrimStart('0').Length > 4
            || int.Parse(text.TrimStart('0')[..^1].PadLeft(1, '0'), CultureInfo.InvariantCulture) > 100))
        {
            errors.Add(FieldError.Invalid($"{path}.{field}", text, "must not be greater than 100%"));
        }
    }

    /// <summary>Zero, or what Go's conversion makes zero: no percent at all.</summary>
    public static bool IsZeroShare(JsonNode? value) => value is JsonValue v && v.GetValueKind() == JsonValueKind.String
        ? !IsPercent(v.GetValue<string>()) || v.GetValue<string>().TrimEnd('%').All(c => c == '0')
        : Wire.GoNumbers.Double(value) == 0;

    public static void Supported(
        JsonObject? owner, string field, string path, IReadOnlyList<string> known, List<FieldError> errors)
    {
        if (owner?[field] is not null && Text(owner, field) is var value && !known.Contains(value))
        {
            errors.Add(FieldError.NotSupported(At(path, field), value, known));
        }
    }

    public static void Required(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        if (Text(owner, field).Length == 0)
        {
            errors.Add(FieldError.Required(At(path, field)));
        }
    }

    /// <summary>A name that becomes part of a path: given, without '/' and '%'.</summary>
    public static void PathSegment(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        Required(owner, field, path, errors);
        var value = Text(owner, field);
        ObjectMeta.AddAll(errors, At(path, field), value, Names.PathSegment(value, prefix: false));
    }

    public static void Subdomain(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        if (owner?[field] is not null && Text(owner, field) is var value)
        {
            ObjectMeta.AddAll(errors, At(path, field), value, Names.Subdomain(value));
        }
    }

    public static void Port(JsonObject? owner, string field, string path, List<FieldError> errors)
    {
        if (Number(owner, field) is var number and (< 1 or > 65535))
        {
            errors.Add(FieldError.Invalid(At(path, field), number, "must be between 1 and 65535, inclusive"));
        }
    }

    /// <summary>A field that never changes after creation.</summary>
    public static void Unchanged(
        JsonObject? owner, JsonObject? old, string field, string path, List<FieldError> errors)
    {
        if (!SameJson.Equal(owner?[field], old?[field]))
        {
            errors.Add(FieldError.Invalid(path, owner?[field], "field is immutable"));
        }
    }

    public static void Ip(string text, string path, List<FieldError> errors)
    {
        if (!IsIp(text))
        {
            errors.Add(FieldError.Invalid(path, text, IpForm));
        }
    }

    /// <summary>A network, or null when it is none and an error says so.</summary>
    public static IPNetwork? Cidr(string text, string path, List<FieldError> errors)
    {
        var slash = text.LastIndexOf('/');
        if (slash > 0 && IsIp(text[..slash]) && IPAddress.Parse(text[..slash]) is var address
            && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= address.GetAddressBytes().Length * 8)
        {
            return new IPNetwork(Masked(address, length), length);
        }

        errors.Add(FieldError.Invalid(
            path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        return null;
    }

    /// <summary>An address as Go reads it: four decimal parts, or IPv6 without a zone.</summary>
    public static bool IsIp(string text) => text.Contains(':')
        ? !text.Contains('%') && !text.Contains('[') && !text.Contains('/') && IPAddress.TryParse(text, out _)
        : text.Split('.') is { Length: 4 } parts && parts.All(
            p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit)
                && int.Parse(p, CultureInfo.InvariantCulture) <= 255);

    private static bool IsPercent(string text) =>
        text.Length > 1 && text[^1] == '%' && text[..^1].All(char.IsAsciiDigit);

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    private static string At(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
