namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EndpointSliceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "discovery.k8s.io",
        Version = "v1",
        Kind = "EndpointSlice",
        Plural = "endpointslices",
        Singular = "endpointslice",
        ListKind = "EndpointSliceList",
    };

    public override string TypeName => "io.k8s.api.discovery.v1.EndpointSlice";

    public override bool ManagesGeneration => true;
}
