using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Checks a request against the service model's limits and words the failures as AWS does: every clause of every member
/// in
/// one text. Values of sensitive members never appear. Members marked as idempotency tokens may be absent here:
/// the operation says what it thinks of that.
/// </summary>
internal static class Constraints
{
    private const int ClausesMax = 200;

    /// <summary>Throws the ValidationException (query protocol: ValidationError) that names every violation.</summary>
    public static void Check(JsonObject request, Shape? shape, WireProtocol protocol)
    {
        if (shape is null)
        {
            return;
        }

        List<string>? clauses = null;
        Structure(request, shape, "", ref clauses);
        if (clauses is null)
        {
            return;
        }

        var head = clauses.Count == 1
            ? "1 validation error detected: "
            : $"{clauses.Count} validation errors detected: ";
        throw new AwsException(
            protocol == WireProtocol.Query ? "ValidationError" : "ValidationException",
            400,
            head + string.Join("; ", clauses));
    }

    private static void Structure(JsonObject value, Shape shape, string path, ref List<string>? clauses)
    {
        foreach (var member in shape.Members)
        {
            var at = path + member.Path;
            var found = value[member.Name];
            if (found is not null)
            {
                Value(found, member.Shape, at, ref clauses);
            }
            else if (member is { Required: true, IdempotencyToken: false })
            {
                Add(ref clauses, $"Value null at '{at}' failed to satisfy constraint: Member must not be null");
            }
        }
    }

    private static void Value(JsonNode value, Shape shape, string path, ref List<string>? clauses)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                Structure((JsonObject)value, shape, path + ".", ref clauses);
                break;
            case ShapeKind.List:
                List((JsonArray)value, shape, path, ref clauses);
                break;
            case ShapeKind.Map:
                Map((JsonObject)value, shape, path, ref clauses);
                break;
            default:
                if (!IsSound(value, shape))
                {
                    foreach (var rule in Broken(value, shape))
                    {
                        Add(ref clauses, Clause(value, shape, path, rule));
                    }
                }

                break;
        }
    }

    private static void List(JsonArray value, Shape shape, string path, ref List<string>? clauses)
    {
        Size(value.Count, value, shape, path, ref clauses);
        var item = shape.Item!.Shape;
        if (item.Kind is ShapeKind.Structure or ShapeKind.List or ShapeKind.Map)
        {
            for (var i = 0; i < value.Count; i++)
            {
                var at = $"{path}.{i + 1}.member";
                if (value[i] is { } element)
                {
                    Value(element, item, at, ref clauses);
                }
                else
                {
                    Add(ref clauses, $"Value null at '{at}' failed to satisfy constraint: Member must not be null");
                }
            }
        }
        else if (value.Any(v => v is null || Broken(v, item).Any()))
        {
            Add(ref clauses, Clause(value, shape, path, $"Member must satisfy constraint: [{AllRules(item)}]"));
        }
    }

    private static void Map(JsonObject value, Shape shape, string path, ref List<string>? clauses)
    {
        Size(value.Count, value, shape, path, ref clauses);
        if (value.Any(v => Broken(JsonValue.Create(v.Key), shape.Key!.Shape).Any()))
        {
            Add(ref clauses, Clause(value, shape, path,
                $"Map keys must satisfy constraint: [{AllRules(shape.Key!.Shape)}]"));
        }

        if (value.Any(v => v.Value is null || Broken(v.Value, shape.Item!.Shape).Any()))
        {
            Add(ref clauses, Clause(value, shape, path,
                $"Map value must satisfy constraint: [{AllRules(shape.Item!.Shape)}]"));
        }
    }

    private static void Size(int count, JsonNode value, Shape shape, string path, ref List<string>? clauses)
    {
        if (count > shape.Max)
        {
            Add(ref clauses, Clause(value, shape, path, $"Member must have length less than or equal to {shape.Max}"));
        }

        if (count < shape.Min)
        {
            Add(ref clauses, Clause(value, shape, path,
                $"Member must have length greater than or equal to {shape.Min}"));
        }
    }

    // Quick and safe: true only where no rule can be broken.
    private static bool IsSound(JsonNode value, Shape shape)
    {
        if (shape.Kind != ShapeKind.String)
        {
            return shape.Kind is ShapeKind.Boolean or ShapeKind.Double or ShapeKind.Timestamp;
        }

        var text = value.GetValue<string>();
        return (shape.Max is null || text.Length <= shape.Max)
            && (shape.Min is null || text.Length >= shape.Min * 2 || (shape.Min == 1 && text.Length > 0))
            && (shape.Pattern is null || shape.Matches(text))
            && (shape.Enum is null || shape.Enum.Contains(text, StringComparer.Ordinal));
    }

    // The rules that one scalar breaks.
    private static IEnumerable<string> Broken(JsonNode value, Shape shape)
    {
        if (shape.Kind is ShapeKind.Integer or ShapeKind.Long)
        {
            var number = shape.Kind == ShapeKind.Integer ? value.GetValue<int>() : value.GetValue<long>();
            if (number > shape.Max)
            {
                yield return $"Member must have value less than or equal to {shape.Max}";
            }

            if (number < shape.Min)
            {
                yield return $"Member must have value greater than or equal to {shape.Min}";
            }
        }
        else if (shape.Kind is ShapeKind.String or ShapeKind.Blob)
        {
            var text = value.GetValue<string>();
            if (shape.Min is not null || shape.Max is not null)
            {
                var length = shape.Kind == ShapeKind.Blob ? BlobLength(text) : Length(text);
                if (length > shape.Max)
                {
                    yield return $"Member must have length less than or equal to {shape.Max}";
                }

                if (length < shape.Min)
                {
                    yield return $"Member must have length greater than or equal to {shape.Min}";
                }
            }

            if (shape.Pattern is not null && !shape.Matches(text))
            {
                yield return $"Member must satisfy regular expression pattern: {shape.Pattern}";
            }

            if (shape.Enum is not null && !shape.Enum.Contains(text, StringComparer.Ordinal))
            {
                yield return $"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]";
            }
        }
    }

    // Elements of lists and maps are answered with all the rules of their shape, broken or not.
    private static string AllRules(Shape shape)
    {
        var rules = new List<string>();
        var what = shape.Kind is ShapeKind.String or ShapeKind.Blob ? "length" : "value";
        if (shape.Max is not null)
        {
            rules.Add($"Member must have {what} less than or equal to {shape.Max}");
        }

        if (shape.Min is not null)
        {
            rules.Add($"Member must have {what} greater than or equal to {shape.Min}");
        }

        if (shape.Pattern is not null)
        {
            rules.Add($"Member must satisfy regular expression pattern: {shape.Pattern}");
        }

        if (shape.Enum is not null)
        {
            rules.Add($"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]");
        }

        rules.Add("Member must not be null");
        return string.Join(", ", rules);
    }

    private static string Clause(JsonNode value, Shape shape, string path, string rule)
    {
        // AWS hides sensitive values: "Value at 'plaintext' failed ..." (recorded for KMS).
        var shown = Hidden(shape) ? "" : $"'{Show(value, shape)}' ";
        return $"Value {shown}at '{path}' failed to satisfy constraint: {rule}";
    }

    private static bool Hidden(Shape shape) =>
        shape.Sensitive || (shape.Item is { } item && Hidden(item.Shape));

    private static string Show(JsonNode? value, Shape shape) => value switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(", ", list.Select(v => Show(v, shape.Item!.Shape)))}]",
        JsonObject map when shape.Kind == ShapeKind.Map =>
            $"{{{string.Join(", ", map.Select(v => $"{v.Key}={Show(v.Value, shape.Item!.Shape)}"))}}}",
        JsonObject members => $"{shape.Name}({string.Join(", ", shape.Members.Where(m => members[m.Name] is not null)
            .Select(m => $"{m.Path}={(Hidden(m.Shape) ? "***" : Show(members[m.Name], m.Shape))}"))})",
        _ when shape.Kind == ShapeKind.Blob =>
            "java.nio.HeapByteBuffer[pos=0 lim=" + BlobLength(value.GetValue<string>())
            + " cap=" + BlobLength(value.GetValue<string>()) + "]",
        _ => value.ToString(),
    };

    // Lengths count Unicode scalars, not UTF-16 units.
    private static int Length(string text)
    {
        var count = text.Length;
        foreach (var unit in text.AsSpan())
        {
            if (char.IsLowSurrogate(unit))
            {
                count--;
            }
        }

        return count;
    }

    private static int BlobLength(string text) => Base64.IsValid(text, out var length) ? length : 0;

    private static void Add(ref List<string>? clauses, string clause)
    {
        clauses ??= [];
        if (clauses.Count < ClausesMax)
        {
            clauses.Add(clause);
        }
    }
}
