namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RoleKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "Role",
        Plural = "roles",
        Singular = "role",
        ListKind = "RoleList",
    };

    public override string TypeName => "io.k8s.api.rbac.v1.Role";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;
}
