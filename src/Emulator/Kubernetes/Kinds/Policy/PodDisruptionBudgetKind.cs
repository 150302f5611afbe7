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
}
