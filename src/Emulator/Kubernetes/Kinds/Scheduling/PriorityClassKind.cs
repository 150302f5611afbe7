using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PriorityClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "scheduling.k8s.io",
        Version = "v1",
        Kind = "PriorityClass",
        Plural = "priorityclasses",
        Singular = "priorityclass",
        ListKind = "PriorityClassList",
        ShortNames = ["pc"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.scheduling.v1.PriorityClass";

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Value", "integer", "", "How important"),
        new("Global-Default", "boolean", "", "For pods without a class"),
        StandardColumns.Age,
        new("PreemptionPolicy", "string", "", "Whether it preempts"),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj), Number(obj, "value"), Flag(obj, "globalDefault"), StandardColumns.AgeOf(obj, now),
        Text(obj, "preemptionPolicy"),
    ];

    public override void Default(JsonObject obj) =>
        ObjectFields.Default(obj, "preemptionPolicy", "PreemptLowerPriority");
}
