using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>
/// The autoscaling/v1 Scale of the built-in workload kinds: spec.replicas, status.replicas, the selector.
/// </summary>
internal static class ScaleView
{
    public static JsonObject Of(JsonObject obj)
    {
        var spec = obj["spec"] as JsonObject;
        var scale = Frame(obj);
        scale["spec"] = Replicas(spec, "replicas", omitZero: true);
        var status = Replicas(obj["status"] as JsonObject, "replicas", omitZero: false);
        if (SelectorText(spec?["selector"] as JsonObject) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        scale["status"] = status;
        return scale;
    }

    public static void Apply(JsonObject obj, JsonObject scale)
    {
        ObjectFields.Ensure(obj, "spec")["replicas"] =
            GoNumbers.Node(ObjectFields.Number(scale["spec"] as JsonObject, "replicas"));
    }

    /// <summary>A Scale with the identity of its object and nothing else.</summary>
    public static JsonObject Frame(JsonObject obj)
    {
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (obj["metadata"]?[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
        }

        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata };
    }

    private static JsonObject Replicas(JsonObject? from, string field, bool omitZero)
    {
        var count = ObjectFields.Number(from, field);
        return omitZero && count == 0 ? [] : new JsonObject { ["replicas"] = GoNumbers.Node(count) };
    }

    /// <summary>
    /// A selector as text: sorted pairs, then expressions, as metav1.FormatLabelSelector prints them.
    /// </summary>
    public static string SelectorText(JsonObject? selector)
    {
        if (selector is null)
        {
            return "";
        }

        if (!selector.ContainsKey("matchLabels") && !selector.ContainsKey("matchExpressions"))
        {
            // ReplicationController: a plain map.
            return string.Join(",", Pairs(selector));
        }

        var parts = Pairs(selector["matchLabels"] as JsonObject)
            .Concat(ObjectFields.Items(selector, "matchExpressions").Select(e => Expression(e.Item)));
        return string.Join(",", parts.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Pairs(JsonObject? labels) =>
        labels?.Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();

    private static string Expression(JsonObject e)
    {
        var key = ObjectFields.Text(e, "key");
        var values = string.Join(",", ObjectFields.Texts(e, "values").Order(StringComparer.Ordinal));
        return ObjectFields.Text(e, "operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            _ => $"!{key}",
        };
    }
}
