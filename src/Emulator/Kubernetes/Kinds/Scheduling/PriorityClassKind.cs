namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PriorityClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "scheduling.k8s.io",
        Version = "v1",
        Kind = "PriorityClass",
        Plural = "priorityclasses",
        Singular = "priorityclass",
        ListKind = "PriorityClassList",
        ShortNames = ["pc"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.scheduling.v1.PriorityClass";

    public override bool ManagesGeneration => true;
}
