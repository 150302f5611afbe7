using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// What a Pod as a whole asks for: its containers together with its sidecars, or the largest of its init containers,
/// plus the overhead. Resources at Pod level stand for themselves.
/// </summary>
internal static class PodResources
{
    /// <param name="pod">The Pod.</param>
    /// <param name="field">requests or limits.</param>
    public static JsonObject Of(JsonObject pod, string field)
    {
        var spec = Child(pod, "spec");
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (_, container) in Items(spec, "containers"))
        {
            Add(sum, Child(Child(container, "resources"), field));
        }

        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var largest = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (_, container) in Items(spec, "initContainers"))
        {
            var own = Child(Child(container, "resources"), field);
            if (Text(container, "restartPolicy") == "Always")
            {
                Add(sum, own);
                Add(sidecars, own);
                Raise(largest, sidecars);
            }
            else
            {
                var together = new Dictionary<string, Quantity>(sidecars, StringComparer.Ordinal);
                Add(together, own);
                Raise(largest, together);
            }
        }

        Raise(sum, largest);
        foreach (var (name, value) in Child(Child(spec, "resources"), field) ?? [])
        {
            if (Read(value) is { } set)
            {
                sum[name] = set;
            }
        }

        if (field == "requests" || sum.Count > 0)
        {
            Add(sum, Child(spec, "overhead"));
        }

        return new JsonObject(sum.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value.ToString())));
    }

    private static void Add(Dictionary<string, Quantity> sum, JsonObject? more)
    {
        foreach (var (name, value) in more ?? [])
        {
            if (Read(value) is { } amount)
            {
                sum[name] = sum.TryGetValue(name, out var before) ? before.Add(amount) : amount;
            }
        }
    }

    private static void Raise(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> least)
    {
        foreach (var (name, amount) in least)
        {
            if (!sum.TryGetValue(name, out var before) || before.CompareTo(amount) < 0)
            {
                sum[name] = amount;
            }
        }
    }

    private static Quantity? Read(JsonNode? value) => Quantity.Parse(value?.ToString() ?? "", out _);
}
