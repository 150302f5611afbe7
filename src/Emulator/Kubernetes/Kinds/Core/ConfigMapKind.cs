namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ConfigMapKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ConfigMap",
        Plural = "configmaps",
        Singular = "configmap",
        ListKind = "ConfigMapList",
        ShortNames = ["cm"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ConfigMap";
}
