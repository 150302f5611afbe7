using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>kubectl's last-applied annotation: what client-side apply left, and what server-side apply keeps up to date.</summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    public static string Text(JsonObject obj) =>
        ((obj["metadata"] as JsonObject)?["annotations"] as JsonObject)?[Annotation] is JsonValue v && v.TryGetValue<string>(out var text)
            ? text
            : "";

    /// <summary>Notes the applied configuration, without the annotation itself.</summary>
    public static void Write(JsonObject obj, JsonObject applied)
    {
        var copy = (JsonObject)applied.DeepClone();
        ((copy["metadata"] as JsonObject)?["annotations"] as JsonObject)?.Remove(Annotation);
        if ((copy["metadata"] as JsonObject)?["annotations"] is JsonObject { Count: 0 })
        {
            ((JsonObject)copy["metadata"]!).Remove("annotations");
        }

        ((obj["metadata"] as JsonObject)?["annotations"] as JsonObject)![Annotation] =
            Encoding.UTF8.GetString(JsonWriting.ToUtf8(TypedOutput.Sorted(copy))) + "\n";
    }

    /// <summary>The fields that still are as client-side apply wrote them; false when there is no readable annotation.</summary>
    public static bool Owns(JsonObject live, FieldWrite write, out FieldSet fields)
    {
        fields = new FieldSet();
        try
        {
            if (Text(live).Length == 0 || JsonReading.Parse(Encoding.UTF8.GetBytes(Text(live)), null, out _) is not JsonObject last
                || (string?)last["apiVersion"] != write.ApiVersion || TypedWalk.Problem(last, write.Type, false) is not null)
            {
                return false;
            }

            var comparison = TypedComparison.Of(last, live, write.Type);
            fields = TypedWalk.Fields(last, write.Type).Difference(comparison.Modified).Difference(comparison.Added)
                .Difference(comparison.Removed);
            return true;
        }
        catch (Exception e) when (e is DecodeException or InvalidOperationException)
        {
            return false;
        }
    }
}
