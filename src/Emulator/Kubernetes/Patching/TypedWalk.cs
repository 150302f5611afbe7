using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Checks objects against a merge type, lists their fields, and takes items out.</summary>
internal static class TypedWalk
{
    private const int ErrorsMax = 50;

    /// <summary>What structured-merge-diff says of an object that does not fit its type; null when it fits.</summary>
    public static string? Problem(JsonNode? value, MergeType type, bool allowDuplicates)
    {
        var errors = new List<string>();
        Check(value, type, "", allowDuplicates, errors);
        return errors.Count switch
        {
            0 => null,
            1 => errors[0],
            _ => "errors:\n" + string.Join('\n', errors.Select(e => "  " + e)),
        };
    }

    /// <summary>The element an item of an associative list has; null and a text when it can have none.</summary>
    public static string? ItemElement(MergeType list, JsonNode? item, out string fault)
    {
        fault = "";
        if (list.Keys.Count == 0)
        {
            fault = item switch
            {
                JsonObject => "associative list without keys has an element that's a map type",
                JsonArray => "not supported: associative list with lists as elements",
                null => "associative list without keys has an element that's an explicit null",
                _ => "",
            };
            return fault.Length == 0 ? PathElements.OfValue(item) : null;
        }

        if (item is not JsonObject map)
        {
            fault = item is null
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements";
            return null;
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>();
        foreach (var key in list.Keys)
        {
            if (map.TryGetPropertyValue(key, out var value))
            {
                keys.Add(new(key, value));
            }
            else if (list.KeyDefault(key) is { } standard)
            {
                keys.Add(new(key, standard));
            }
        }

        if (keys.Count == 0)
        {
            fault = $"associative list with keys has an element that omits all key fields [{string.Join(' ', list.Keys.Select(Validation.FieldError.Quote))}] "
                + "(and doesn't have default values for any key fields)";
            return null;
        }

        return PathElements.OfKey(keys);
    }

    /// <summary>The fields an applied configuration sets.</summary>
    public static FieldSet Fields(JsonNode? value, MergeType type)
    {
        var set = new FieldSet();
        Collect(value, type, [], set);
        return set;
    }

    /// <summary>A copy without the items and fields of a set; null when nothing is left.</summary>
    public static JsonNode? Remove(JsonNode? value, FieldSet remove, MergeType? type)
    {
        type ??= MergeType.Deduced;
        switch (value)
        {
            case JsonObject obj when obj.Count > 0 && type.IsMap && !type.Atomic:
                var map = new JsonObject();
                foreach (var (key, child) in obj)
                {
                    var element = "f:" + key;
                    if (!remove.Has(element))
                    {
                        map[key] = remove.Below(element) is { IsEmpty: false } below
                            ? Remove(child, below, type.Child(key))
                            : child?.DeepClone();
                    }
                }

                return map.Count > 0 ? map : null;
            case JsonArray list when list.Count > 0 && type.IsList && type.Associative:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    var element = ItemElement(type, item, out _);
                    if (element is null || !remove.Has(element))
                    {
                        items.Add(element is not null && remove.Below(element) is { IsEmpty: false } below
                            ? Remove(item, below, type.Element)
                            : item?.DeepClone());
                    }
                }

                return items.Count > 0 ? items : null;
            case JsonObject or JsonArray:
                return null;
            default:
                return value?.DeepClone();
        }
    }

    private static void Collect(JsonNode? value, MergeType type, List<string> path, FieldSet set)
    {
        switch (value)
        {
            case JsonObject obj when type.IsMap:
                if (type.Atomic)
                {
                    set.Add(path);
                    return;
                }

                foreach (var (key, child) in obj)
                {
                    path.Add("f:" + key);
                    Collect(child, type.Child(key) ?? MergeType.Deduced, path, set);
                    if (child is null or JsonObject { Count: 0 } || type.Field(key) is null)
                    {
                        set.Add(path);
                    }

                    path.RemoveAt(path.Count - 1);
                }

                break;
            case JsonArray list when type.IsList:
                if (!type.Associative)
                {
                    set.Add(path);
                    return;
                }

                foreach (var item in list)
                {
                    if (ItemElement(type, item, out _) is { } element)
                    {
                        path.Add(element);
                        Collect(item, type.Element ?? MergeType.Deduced, path, set);
                        set.Add(path);
                        path.RemoveAt(path.Count - 1);
                    }
                }

                break;
            case null when type.Scalar is null && !type.Atomic && (type.IsMap || type.Associative):
                break;
            default:
                set.Add(path);
                break;
        }
    }

    private static void Check(JsonNode? value, MergeType type, string path, bool allowDuplicates, List<string> errors)
    {
        if (value is null || errors.Count > ErrorsMax)
        {
            return;
        }

        switch (value)
        {
            case JsonObject obj when type.IsMap:
                foreach (var (key, child) in obj)
                {
                    var childPath = path + "." + key;
                    if (type.Child(key) is { } childType)
                    {
                        Check(child, childType, childPath, allowDuplicates, errors);
                    }
                    else if (type != MergeType.Opaque)
                    {
                        errors.Add(childPath + ": field not declared in schema");
                    }
                }

                break;
            case JsonArray list when type.IsList:
                List(list, type, path, allowDuplicates, errors);
                break;
            case JsonValue scalar when type.Scalar is not null:
                if (ScalarFault(scalar, type.Scalar) is { } fault)
                {
                    errors.Add(Prefix(path) + fault);
                }

                break;
            default:
                errors.Add(Prefix(path) + Expected(value, type));
                break;
        }
    }

    private static void List(JsonArray list, MergeType type, string path, bool allowDuplicates, List<string> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var shown = $"[{i.ToString(CultureInfo.InvariantCulture)}]";
            if (type.Associative)
            {
                if (ItemElement(type, list[i], out var fault) is not { } element)
                {
                    errors.Add($"{Prefix(path)}element {i}: {fault}");
                    return;
                }

                shown = PathElements.Show(element);
                if (!seen.Add(element) && !allowDuplicates)
                {
                    errors.Add($"{Prefix(path)}duplicate entries for key {shown}");
                }
            }

            Check(list[i], type.Element ?? MergeType.Deduced, path + shown, allowDuplicates, errors);
        }
    }

    private static string? ScalarFault(JsonValue value, string wanted)
    {
        var kind = value.GetValueKind();
        return wanted switch
        {
            "numeric" when kind != JsonValueKind.Number => "expected numeric (int or float), got " + GoType(kind),
            "string" when kind != JsonValueKind.String => "expected string, got " + GoSyntax(value),
            "boolean" when kind is not (JsonValueKind.True or JsonValueKind.False) => $"expected boolean, got &{{{GoText.Format(value)}}}",
            _ => null,
        };
    }

    private static string Expected(JsonNode value, MergeType type)
    {
        var shown = $"&{{{GoText.Format(value)}}}";
        return type.IsMap ? "expected map, got " + shown
            : type.IsList ? "expected list, got " + shown
            : type.Scalar switch
            {
                "numeric" => "expected numeric (int or float), got " + (value is JsonObject ? "map[string]interface {}" : "[]interface {}"),
                "string" => "expected string, got " + GoSyntax(value),
                "boolean" => "expected boolean, got " + shown,
                _ => "expected any scalar, got " + shown,
            };
    }

    private static string GoType(JsonValueKind kind) => kind == JsonValueKind.String ? "string" : "bool";

    private static string GoSyntax(JsonNode value) => $"&value.valueUnstructured{{Value:{Literal(value)}}}";

    /// <summary>Go's %#v of decoded JSON.</summary>
    private static string Literal(JsonNode? value)
    {
        switch (value)
        {
            case null:
                return "interface {}(nil)";
            case JsonObject obj:
                var entries = obj.OrderBy(p => p.Key, StringComparer.Ordinal)
                    .Select(p => $"{Validation.FieldError.Quote(p.Key)}:{Literal(p.Value)}");
                return $"map[string]interface {{}}{{{string.Join(", ", entries)}}}";
            case JsonArray list:
                return $"[]interface {{}}{{{string.Join(", ", list.Select(Literal))}}}";
            default:
                return value.GetValueKind() == JsonValueKind.String
                    ? Validation.FieldError.Quote(value.GetValue<string>())
                    : Encoding.UTF8.GetString(JsonWriting.ToUtf8(value));
        }
    }

    private static string Prefix(string path) => path.Length == 0 ? "" : path + ": ";
}
