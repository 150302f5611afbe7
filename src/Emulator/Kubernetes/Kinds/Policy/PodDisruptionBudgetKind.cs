using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
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

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var spec = Child(obj, "spec");
        if (spec?["minAvailable"] is { } least && spec["maxUnavailable"] is { } most)
        {
            // Printed as the internal Go struct.
            var shown = new JsonObject
            {
                ["MinAvailable"] = least.DeepClone(),
                ["Selector"] = spec["selector"]?.DeepClone(),
                ["MaxUnavailable"] = most.DeepClone(),
                ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"]?.DeepClone(),
            };
            errors.Add(FieldError.Invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"));
        }

        ValueRules.IntOrPercent(spec, "minAvailable", "spec", errors);
        ValueRules.IntOrPercent(spec, "maxUnavailable", "spec", errors);
        SelectorRules.Validate(Child(spec, "selector"), "spec.selector", errors);
        ValueRules.Supported(
            spec, "unhealthyPodEvictionPolicy", "spec", ["AlwaysAllow", "IfHealthyBudget"], errors);
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        foreach (var field in (string[])["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"])
        {
            ValueRules.NotNegative(Child(obj, "status"), field, "status", errors);
        }
    }
}
