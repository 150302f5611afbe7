namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NetworkPolicyKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "NetworkPolicy",
        Plural = "networkpolicies",
        Singular = "networkpolicy",
        ListKind = "NetworkPolicyList",
        ShortNames = ["netpol"],
    };

    public override string TypeName => "io.k8s.api.networking.v1.NetworkPolicy";

    public override bool ManagesGeneration => true;
}
