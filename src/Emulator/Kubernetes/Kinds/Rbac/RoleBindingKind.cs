namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RoleBindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "RoleBinding",
        Plural = "rolebindings",
        Singular = "rolebinding",
        ListKind = "RoleBindingList",
    };

    public override string TypeName => "io.k8s.api.rbac.v1.RoleBinding";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;
}
