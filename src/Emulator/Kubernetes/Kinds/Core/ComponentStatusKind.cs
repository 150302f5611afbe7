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

    public override string? Deprecation => "v1 ComponentStatus is deprecated in v1.19+";

    public override string TypeName => "io.k8s.api.core.v1.ComponentStatus";
}
