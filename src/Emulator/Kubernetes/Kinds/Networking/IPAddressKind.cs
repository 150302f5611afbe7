namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class IPAddressKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "IPAddress",
        Plural = "ipaddresses",
        Singular = "ipaddress",
        ListKind = "IPAddressList",
        ShortNames = ["ip"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.networking.v1.IPAddress";

    public override bool ManagesGeneration => true;

    public override NameRule NameRule => NameRule.PathSegment;
}
