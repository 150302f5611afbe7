using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Reads a query-protocol request (<c>Tags.member.1.Key=…</c>) by its model shape. Unknown parameters are ignored.
/// </summary>
internal static class QueryBinding
{
    private const int ListItemsMax = 10_000;

    public static JsonObject Read(IReadOnlyDictionary<string, string> form, Shape? shape)
    {
        if (shape is null)
        {
            return [];
        }

        // Prefixes that exist, so that absent structures are not made: `a.b.c` makes `a` and `a.b`.
        var prefixes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in form.Keys)
        {
            for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && prefixes.Count < ListItemsMax * 4;
                dot = name.IndexOf('.', dot + 1))
            {
                prefixes.Add(name[..dot]);
            }
        }

        return Structure(new Form(form, prefixes), "", shape, 0);
    }

    private static JsonObject Structure(Form form, string prefix, Shape shape, int depth)
    {
        var made = new JsonObject();
        foreach (var member in shape.Members)
        {
            if (Value(form, prefix + member.WireName, member.Shape, depth) is { } value)
            {
                made[member.Name] = value;
            }
        }

        return made;
    }

    private static JsonNode? Value(Form form, string name, Shape shape, int depth)
    {
        switch (shape.Kind)
        {
            // Recursive shapes end where the parameters end; the bound is for hand-made ones.
            case ShapeKind.Structure:
                return form.Prefixes.Contains(name) && depth < 32 ? Structure(form, name + ".", shape, depth + 1)
                    : null;
            case ShapeKind.List:
                return List(form, name, shape, depth);
            case ShapeKind.Map:
                return Map(form, name, shape, depth);
            default:
                return form.Values.TryGetValue(name, out var text) ? Scalar(text, shape) : null;
        }
    }

    private static JsonArray? List(Form form, string name, Shape shape, int depth)
    {
        var element = shape.Flattened ? name : $"{name}.{shape.Item!.WireName}";
        var made = new JsonArray();
        for (var i = 1; i <= ListItemsMax; i++)
        {
            var one = $"{element}.{i}";
            if (!form.Has(one))
            {
                break;
            }

            made.Add(Value(form, one, shape.Item!.Shape, depth + 1));
        }

        // `Tags=` alone is how SDKs write an empty list.
        return made.Count > 0 || form.Values.ContainsKey(name) ? made : null;
    }

    private static JsonObject? Map(Form form, string name, Shape shape, int depth)
    {
        var made = new JsonObject();
        for (var i = 1; i <= ListItemsMax; i++)
        {
            var one = shape.Flattened ? $"{name}.{i}" : $"{name}.entry.{i}";
            if (!form.Values.TryGetValue($"{one}.{shape.Key!.WireName}", out var key))
            {
                break;
            }

            made[key] = Value(form, $"{one}.{shape.Item!.WireName}", shape.Item.Shape, depth + 1);
        }

        return made.Count > 0 ? made : null;
    }

    private static JsonValue Scalar(string text, Shape shape) => shape.Kind switch
    {
        ShapeKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i)
            ? JsonValue.Create(i)
            : throw FrameworkErrors.MalformedInput(),
        ShapeKind.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l)
            ? JsonValue.Create(l)
            : throw FrameworkErrors.MalformedInput(),
        ShapeKind.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d)
            && double.IsFinite(d)
            ? JsonValue.Create(d)
            : throw FrameworkErrors.MalformedInput(),
        ShapeKind.Boolean => text switch
        {
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ => throw FrameworkErrors.MalformedInput(),
        },
        ShapeKind.Timestamp => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? JsonValue.Create(at.ToUnixTimeMilliseconds() / 1000.0)
            : throw FrameworkErrors.MalformedInput(),
        ShapeKind.Blob => Base64.IsValid(text) ? JsonValue.Create(text)! : throw FrameworkErrors.MalformedInput(),
        _ => JsonValue.Create(text)!,
    };

    private sealed record Form(IReadOnlyDictionary<string, string> Values, HashSet<string> Prefixes)
    {
        public bool Has(string name) => Values.ContainsKey(name) || Prefixes.Contains(name);
    }
}
