namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ClusterRoleKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "ClusterRole",
        Plural = "clusterroles",
        Singular = "clusterrole",
        ListKind = "ClusterRoleList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.rbac.v1.ClusterRole";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;
}
