using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PodDisruptionBudgetKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "policy",
        Version = "v1",
        Kind = "PodDisruptionBudget",
        Plural = "poddisruptionbudgets",
        Singular = "poddisruptionbudget",
        ListKind = "PodDisruptionBudgetList",
        ShortNames = ["pdb"],
    };

    public override string TypeName => "io.k8s.api.policy.v1.PodDisruptionBudget";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Min Available", "string", "", "Pods that must stay"),
        new("Max Unavailable", "string", "", "Pods that may go"),
        new("Allowed Disruptions", "integer", "", "How many may go now"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        return
        [
            Name(obj), spec?["minAvailable"]?.ToString() ?? "N/A", spec?["maxUnavailable"]?.ToString() ?? "N/A",
            Number(Child(obj, "status"), "disruptionsAllowed"), StandardColumns.AgeOf(obj, now),
        ];
    }

    public override void Default(JsonObject obj)
    {
        var status = Ensure(obj, "status");
        foreach (var field in (string[])["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"])
        {
            ObjectFields.Default(status, field, GoNumbers.Node(0));
        }
    }
}
