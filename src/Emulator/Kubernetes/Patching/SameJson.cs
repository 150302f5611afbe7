using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Equality of JSON trees without regard to key order; numbers by their text, as json-patch compares them.</summary>
internal static class SameJson
{
    public static bool Equal(JsonNode? a, JsonNode? b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        switch (a, b)
        {
            case (JsonObject left, JsonObject right):
                if (left.Count != right.Count)
                {
                    return false;
                }

                foreach (var (key, value) in left)
                {
                    if (!right.TryGetPropertyValue(key, out var other) || !Equal(value, other))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonArray left, JsonArray right):
                if (left.Count != right.Count)
                {
                    return false;
                }

                for (var i = 0; i < left.Count; i++)
                {
                    if (!Equal(left[i], right[i]))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonValue left, JsonValue right):
                var kind = left.GetValueKind();
                return kind == right.GetValueKind() && kind switch
                {
                    JsonValueKind.String => SameText(left, right),
                    JsonValueKind.Number => left.ToJsonString() == right.ToJsonString(),
                    _ => true,
                };
            default:
                return false;
        }
    }

    /// <summary>What was parsed lazily is bytes still, and stays so: making long texts of both would cost more than all else.</summary>
    private static bool SameText(JsonValue left, JsonValue right)
    {
        var isRaw = left.TryGetValue<JsonElement>(out var a);
        if (right.TryGetValue<JsonElement>(out var b))
        {
            return isRaw && JsonMarshal.GetRawUtf8Value(a).SequenceEqual(JsonMarshal.GetRawUtf8Value(b))
                || b.ValueEquals(left.GetValue<string>());
        }

        var text = right.GetValue<string>();
        return isRaw ? a.ValueEquals(text) : left.GetValue<string>() == text;
    }
}
