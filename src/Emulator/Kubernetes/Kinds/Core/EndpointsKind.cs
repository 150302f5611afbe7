namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EndpointsKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Endpoints",
        Plural = "endpoints",
        Singular = "endpoints",
        ListKind = "EndpointsList",
        ShortNames = ["ep"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Endpoints";

    public override bool AllowCreateOnUpdate => true;
}
