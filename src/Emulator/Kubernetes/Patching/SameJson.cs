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
                    JsonValueKind.String => left.GetValue<string>() == right.GetValue<string>(),
                    JsonValueKind.Number => left.ToJsonString() == right.ToJsonString(),
                    _ => true,
                };
            default:
                return false;
        }
    }
}
