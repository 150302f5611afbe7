using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Where writes meet the bookkeeping of managedFields.</summary>
internal static class FieldTracking
{
    public static void Created(WriteScope scope, JsonObject obj)
    {
        _ = scope;
        ObjectCreation.Metadata(obj).Remove("managedFields");
    }

    public static void Updated(WriteScope scope, JsonObject obj, JsonObject old)
    {
        _ = (scope, obj, old);
    }

    public static JsonObject AfterAdmission(WriteScope scope, JsonObject obj, JsonObject? old)
    {
        _ = (scope, old);
        return obj;
    }

    /// <summary>Whether two objects differ in nothing but the times of their managedFields.</summary>
    public static bool SameButTimes(JsonObject obj, JsonObject old)
    {
        if (JsonNode.DeepEquals(obj, old))
        {
            return true;
        }

        return JsonNode.DeepEquals(WithoutTimes(obj), WithoutTimes(old));
    }

    private static JsonObject WithoutTimes(JsonObject obj)
    {
        var copy = obj.DeepClone().AsObject();
        if (copy["metadata"]?["managedFields"] is JsonArray entries)
        {
            foreach (var entry in entries.OfType<JsonObject>())
            {
                entry.Remove("time");
            }
        }

        return copy;
    }
}
