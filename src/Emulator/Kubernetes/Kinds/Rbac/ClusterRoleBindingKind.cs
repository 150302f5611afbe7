namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ClusterRoleBindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "ClusterRoleBinding",
        Plural = "clusterrolebindings",
        Singular = "clusterrolebinding",
        ListKind = "ClusterRoleBindingList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.rbac.v1.ClusterRoleBinding";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;
}
