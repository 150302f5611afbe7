namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ComponentStatusKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ComponentStatus",
        Plural = "componentstatuses",
        Singular = "componentstatus",
        ListKind = "ComponentStatusList",
        ShortNames = ["cs"],
        Namespaced = false,
        Verbs = ["get", "list"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ComponentStatus";
}
