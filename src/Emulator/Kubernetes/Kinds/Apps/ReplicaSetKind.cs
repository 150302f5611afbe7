namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ReplicaSetKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "ReplicaSet",
        Plural = "replicasets",
        Singular = "replicaset",
        ListKind = "ReplicaSetList",
        ShortNames = ["rs"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.ReplicaSet";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Scale,
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
