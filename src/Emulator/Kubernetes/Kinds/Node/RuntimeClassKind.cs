using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RuntimeClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "node.k8s.io",
        Version = "v1",
        Kind = "RuntimeClass",
        Plural = "runtimeclasses",
        Singular = "runtimeclass",
        ListKind = "RuntimeClassList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.node.v1.RuntimeClass";

    public override bool AllowUnconditionalUpdate => false;

    public override bool AllowCreateOnUpdate => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Handler", "string", "", "What runs its containers"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(obj, "handler"), StandardColumns.AgeOf(obj, now)];
}
