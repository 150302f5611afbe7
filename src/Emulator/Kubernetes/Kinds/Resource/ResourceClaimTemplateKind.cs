namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ResourceClaimTemplateKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "resource.k8s.io",
        Version = "v1",
        Kind = "ResourceClaimTemplate",
        Plural = "resourceclaimtemplates",
        Singular = "resourceclaimtemplate",
        ListKind = "ResourceClaimTemplateList",
    };

    public override string TypeName => "io.k8s.api.resource.v1.ResourceClaimTemplate";

    public override bool DeleteReturnsObject => true;
}
