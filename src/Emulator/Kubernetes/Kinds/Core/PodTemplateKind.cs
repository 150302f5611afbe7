namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PodTemplateKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "PodTemplate",
        Plural = "podtemplates",
        Singular = "podtemplate",
        ListKind = "PodTemplateList",
    };

    public override string TypeName => "io.k8s.api.core.v1.PodTemplate";

    public override bool DeleteReturnsObject => true;
}
