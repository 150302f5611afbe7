using System.Globalization;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>The numbered Pods of an Indexed Job.</summary>
internal static class JobIndexes
{
    private const string Annotation = "batch.kubernetes.io/job-completion-index";
    private const int TextsMax = 100_000;

    /// <summary>The Pod's index; null when it has none.</summary>
    public static int? Of(JsonObject pod) => int.TryParse(
        Text(Child(Child(pod, "metadata"), "annotations"), Annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        ? n : null;

    /// <summary>Gives a new Pod its index: name, label, annotation, host name and environment.</summary>
    public static void Mark(JsonObject pod, string job, int index)
    {
        var text = index.ToString(CultureInfo.InvariantCulture);
        var metadata = Ensure(pod, "metadata");
        metadata["generateName"] = $"{job}-{text}-";
        Ensure(metadata, "annotations")[Annotation] = text;
        Ensure(metadata, "labels")[Annotation] = text;
        var spec = Ensure(pod, "spec");
        spec["hostname"] = $"{job}-{text}";
        foreach (var (_, container) in Items(spec, "initContainers").Concat(Items(spec, "containers")))
        {
            var env = (container["env"] as JsonArray)?.DeepClone().AsArray() ?? [];
            if (!env.OfType<JsonObject>().Any(e => Text(e, "name") == "JOB_COMPLETION_INDEX"))
            {
                env.Add(new JsonObject
                {
                    ["name"] = "JOB_COMPLETION_INDEX",
                    ["valueFrom"] = new JsonObject
                    {
                        ["fieldRef"] = new JsonObject
                        {
                            ["apiVersion"] = "v1",
                            ["fieldPath"] = $"metadata.labels['{Annotation}']",
                        },
                    },
                });
                container["env"] = env;
            }
        }
    }

    /// <summary>The indexes that a text such as <c>0,2-4</c> names, below a limit.</summary>
    public static SortedSet<int> Parse(string text, long limit)
    {
        var found = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries).Take(TextsMax))
        {
            var ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                for (var i = first; i <= last && i < limit && i < TextsMax; i++)
                {
                    found.Add(i);
                }
            }
        }

        return found;
    }

    /// <summary>Runs of two or more as <c>first-last</c>.</summary>
    public static string Show(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        int? first = null;
        var last = 0;
        foreach (var i in indexes)
        {
            if (first is { } && i != last + 1)
            {
                parts.Add(Run(first.Value, last));
                first = i;
            }

            first ??= i;
            last = i;
        }

        if (first is { } left)
        {
            parts.Add(Run(left, last));
        }

        return string.Join(",", parts);
    }

    private static string Run(int first, int last) => first == last ? $"{first}" : last == first + 1 ? $"{first},{last}" : $"{first}-{last}";
}
