using System.Globalization;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Workloads;

/// <summary>Tables of the kinds that make Pods.</summary>
internal static class WorkloadTables
{
    public static readonly IReadOnlyList<Column> Deployment =
    [
        StandardColumns.Name, Text("Ready", "Number of the pod with ready state"),
        Text("Up-to-date", "Pods made from the newest template"), Text("Available", "Pods ready for long enough"),
        StandardColumns.Age, .. Wide,
    ];

    public static readonly IReadOnlyList<Column> ReplicaSet =
    [
        StandardColumns.Name, Number("Desired"), Number("Current"), Number("Ready"), StandardColumns.Age, .. Wide,
    ];

    public static readonly IReadOnlyList<Column> PodTemplate =
    [
        StandardColumns.Name, new("Containers", "string", "", "Names of each container in the template."),
        new("Images", "string", "", "Images referenced by each container in the template."),
        new("Pod Labels", "string", "", "The labels for the pod template."),
    ];

    public static readonly IReadOnlyList<Column> StatefulSet =
    [
        StandardColumns.Name, Text("Ready", "Number of the pod with ready state"), StandardColumns.Age, .. Wide[..2],
    ];

    public static readonly IReadOnlyList<Column> DaemonSet =
    [
        StandardColumns.Name, Number("Desired"), Number("Current"), Number("Ready"), Number("Up-to-date"),
        Number("Available"), Text("Node Selector", "Nodes the pods run on"), StandardColumns.Age, .. Wide,
    ];

    public static readonly IReadOnlyList<Column> Job =
    [
        StandardColumns.Name, Text("Status", "Status of the job."), Text("Completions", "Pods done of those wanted"),
        Text("Duration", "Time required to complete the job."), StandardColumns.Age, .. Wide,
    ];

    public static readonly IReadOnlyList<Column> CronJob =
    [
        StandardColumns.Name, Text("Schedule", "When it runs"), Text("Timezone", "Zone of the schedule"),
        new("Suspend", "boolean", "", "Whether it is suspended"), new("Active", "integer", "", "Jobs running"),
        Text("Last Schedule", "When it last ran"), StandardColumns.Age, .. Wide,
    ];

    private static Column[] Wide =>
    [
        new("Containers", "string", "", "Names of each container in the template.", 1),
        new("Images", "string", "", "Images referenced by each container in the template.", 1),
        new("Selector", "string", "", "Label selector of the pods", 1),
    ];

    public static JsonArray DeploymentCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        return
        [
            Name(obj), $"{ObjectFields.Number(status, "readyReplicas")}/{ObjectFields.Number(spec, "replicas")}",
            ObjectFields.Number(status, "updatedReplicas"), ObjectFields.Number(status, "availableReplicas"),
            StandardColumns.AgeOf(obj, now), .. WideCells(spec),
        ];
    }

    public static JsonArray ReplicaSetCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        return
        [
            Name(obj), ObjectFields.Number(spec, "replicas"), ObjectFields.Number(status, "replicas"),
            ObjectFields.Number(status, "readyReplicas"), StandardColumns.AgeOf(obj, now), .. WideCells(spec),
        ];
    }

    public static JsonArray StatefulSetCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        return
        [
            Name(obj), $"{ObjectFields.Number(status, "readyReplicas")}/{ObjectFields.Number(spec, "replicas")}",
            StandardColumns.AgeOf(obj, now), .. WideCells(spec)[..2],
        ];
    }

    public static JsonArray DaemonSetCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        var nodes = Child(Child(Child(spec, "template"), "spec"), "nodeSelector");
        return
        [
            Name(obj), ObjectFields.Number(status, "desiredNumberScheduled"),
            ObjectFields.Number(status, "currentNumberScheduled"), ObjectFields.Number(status, "numberReady"),
            ObjectFields.Number(status, "updatedNumberScheduled"), ObjectFields.Number(status, "numberAvailable"),
            Selector(nodes), StandardColumns.AgeOf(obj, now), .. WideCells(spec),
        ];
    }

    public static JsonArray JobCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        var done = ObjectFields.Number(status, "succeeded");
        var completions = spec?["completions"] is not null
            ? $"{done}/{ObjectFields.Number(spec, "completions")}"
            : ObjectFields.Number(spec, "parallelism") > 1
                ? $"{done}/1 of {ObjectFields.Number(spec, "parallelism")}"
                : $"{done}/1";
        return
        [
            Name(obj), JobStatus(obj, spec, status), completions, Duration(status, now),
            StandardColumns.AgeOf(obj, now), .. WideCells(spec),
        ];
    }

    public static JsonArray CronJobCells(JsonObject obj, DateTimeOffset now)
    {
        var (spec, status) = (Child(obj, "spec"), Child(obj, "status"));
        var last = ObjectFields.Text(status, "lastScheduleTime");
        var zone = ObjectFields.Text(spec, "timeZone");
        var job = Child(Child(spec, "jobTemplate"), "spec");
        return
        [
            Name(obj), ObjectFields.Text(spec, "schedule"), zone.Length == 0 ? "<none>" : zone, Flag(spec, "suspend"),
            (status?["active"] as JsonArray)?.Count ?? 0,
            last.Length == 0 ? "<none>" : StandardColumns.Since(last, now),
            StandardColumns.AgeOf(obj, now), .. WideCells(job),
        ];
    }

    /// <summary>A selector as text, as wide columns show it.</summary>
    public static string Selector(JsonObject? labels) => labels is not { Count: > 0 }
        ? "<none>"
        : string.Join(",", labels.Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal));

    public static JsonArray PodTemplateCells(JsonObject obj)
    {
        var template = Child(obj, "template");
        var (names, images) = Containers(template);
        return [Name(obj), names, images, Selector(Child(Child(template, "metadata"), "labels"))];
    }

    private static (string Names, string Images) Containers(JsonObject? template)
    {
        var containers = Items(Child(template, "spec"), "containers").Select(c => c.Item).ToList();
        return (string.Join(",", containers.Select(c => ObjectFields.Text(c, "name"))),
            string.Join(",", containers.Select(c => ObjectFields.Text(c, "image"))));
    }

    private static JsonNode[] WideCells(JsonObject? spec)
    {
        var (names, images) = Containers(Child(spec, "template"));
        var scale = new JsonObject { ["spec"] = new JsonObject { ["selector"] = spec?["selector"]?.DeepClone() } };
        var selector = ObjectFields.Text(Child(ScaleView.Of(scale), "status"), "selector");
        return
        [
            names,
            images,
            selector.Length == 0 ? "<none>" : selector,
        ];
    }

    private static string JobStatus(JsonObject obj, JsonObject? spec, JsonObject? status)
    {
        foreach (var (type, shown) in ((string, string)[])
            [("Complete", "Complete"), ("Failed", "Failed"), ("Suspended", "Suspended"),
                ("FailureTarget", "FailureTarget"), ("SuccessCriteriaMet", "SuccessCriteriaMet")])
        {
            if (Items(status, "conditions").Any(c =>
                ObjectFields.Text(c.Item, "type") == type && ObjectFields.Text(c.Item, "status") == "True"))
            {
                return shown;
            }
        }

        return obj["metadata"]?["deletionTimestamp"] is not null ? "Terminating"
            : Flag(spec, "suspend") ? "Suspended" : "Running";
    }

    private static string Duration(JsonObject? status, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(
            ObjectFields.Text(status, "startTime"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start))
        {
            return "";
        }

        return DateTimeOffset.TryParse(
            ObjectFields.Text(status, "completionTime"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var end)
            ? StandardColumns.HumanDuration(end - start)
            : StandardColumns.HumanDuration(now - start);
    }

    private static Column Text(string name, string description) => new(name, "string", "", description);

    private static Column Number(string name) => new(name, "integer", "", $"Number of {name.ToLowerInvariant()} pods");
}
