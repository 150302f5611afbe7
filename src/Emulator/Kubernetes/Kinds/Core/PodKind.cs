using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PodKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Pod",
        Plural = "pods",
        Singular = "pod",
        ListKind = "PodList",
        ShortNames = ["po"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Pod";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("attach", "create", "get") { Kind = "PodAttachOptions" },
        new("binding", "create") { Kind = "Binding" },
        new("ephemeralcontainers", "get", "patch", "update"),
        new("eviction", "create") { Group = "policy", Version = "v1", Kind = "Eviction" },
        new("exec", "create", "get") { Kind = "PodExecOptions" },
        new("log", "get"),
        new("portforward", "create", "get") { Kind = "PodPortForwardOptions" },
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "PodProxyOptions" },
        new("resize", "get", "patch", "update"),
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override bool DeleteReturnsObject => true;

    public override IReadOnlyList<Column> Columns => PodTable.Columns;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => PodTable.Cells(obj, now);

    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ];

    public override string SelectField(JsonObject obj, string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var part = Child(obj, field[..dot]);
        return field switch
        {
            "spec.hostNetwork" => Flag(part, "hostNetwork") ? "true" : "false",
            "status.podIPs" => Text(Items(part, "podIPs").Select(i => i.Item).FirstOrDefault(), "ip"),
            _ => Text(part, field[(dot + 1)..]),
        };
    }

    /// <summary>Scheduled pods get their grace; unscheduled and finished ones go at once.</summary>
    public override int? DefaultGracePeriodSeconds(JsonObject obj)
    {
        var phase = Text(Child(obj, "status"), "phase");
        return Text(Child(obj, "spec"), "nodeName").Length == 0 || phase is "Succeeded" or "Failed"
            ? 0
            : (int)Number(Child(obj, "spec"), "terminationGracePeriodSeconds", 30);
    }

    public override void Default(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.Spec(spec);
        PodDefaults.Pod(spec);
        ObjectFields.Default(obj, "status", new JsonObject());
        SyncAddresses(Child(obj, "status"));
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        var spec = Ensure(obj, "spec");
        PodDefaults.SyncServiceAccount(spec);
        RaiseGrace(spec);
        obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodRules.QosClass(spec) };
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "status");
        RaiseGrace(Ensure(obj, "spec"));
    }

    public override void PrepareForStatusUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        base.PrepareForStatusUpdate(obj, old, context);
        SyncAddresses(Child(obj, "status"));
        if (Text(Child(obj, "status"), "qosClass").Length == 0)
        {
            Ensure(obj, "status")["qosClass"] = Text(Child(old, "status"), "qosClass");
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        PodRules.Spec(Child(obj, "spec"), "spec", errors, isPod: true);

    public override void ValidateNew(JsonObject obj, KindContext context, List<FieldError> errors) =>
        PodRules.New(Child(obj, "spec"), errors);

    public override IEnumerable<string> Warnings(JsonObject obj, JsonObject? old) =>
        old is null ? PodWarnings.Of(Child(obj, "spec"), "spec") : [];

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => PodUpdateRules.Update(obj, old, errors);

    public override void ValidatePartUpdate(
        string subresource,
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        switch (subresource)
        {
            case "ephemeralcontainers":
                PodUpdateRules.EphemeralContainers(obj, old, errors);
                break;
            case "resize":
                PodResizeRules.Validate(obj, old, errors);
                break;
        }
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => PodStatusRules.Validate(obj, old, errors);

    public override bool ChecksMetadataAgain => true;

    // Conversion turns a negative grace period into one second.
    private static void RaiseGrace(JsonObject spec)
    {
        if (Number(spec, "terminationGracePeriodSeconds") < 0)
        {
            spec["terminationGracePeriodSeconds"] = GoNumbers.Node(1);
        }
    }

    private static void SyncAddresses(JsonObject? status)
    {
        foreach (var (one, many) in ((string, string)[])[("podIP", "podIPs"), ("hostIP", "hostIPs")])
        {
            if (status is not null && Text(status, one) is { Length: > 0 } ip &&
                Text(Items(status, many).Select(i => i.Item).FirstOrDefault(), "ip") != ip)
            {
                status[many] = new JsonArray(new JsonObject { ["ip"] = ip });
            }
        }
    }
}
