namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class LimitRangeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "LimitRange",
        Plural = "limitranges",
        Singular = "limitrange",
        ListKind = "LimitRangeList",
        ShortNames = ["limits"],
    };

    public override string TypeName => "io.k8s.api.core.v1.LimitRange";

    public override bool AllowCreateOnUpdate => true;
}
