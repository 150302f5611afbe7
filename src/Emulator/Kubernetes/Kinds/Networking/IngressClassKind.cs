namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class IngressClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "IngressClass",
        Plural = "ingressclasses",
        Singular = "ingressclass",
        ListKind = "IngressClassList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.networking.v1.IngressClass";

    public override bool ManagesGeneration => true;
}
