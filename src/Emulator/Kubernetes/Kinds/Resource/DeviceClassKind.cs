namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class DeviceClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "resource.k8s.io",
        Version = "v1",
        Kind = "DeviceClass",
        Plural = "deviceclasses",
        Singular = "deviceclass",
        ListKind = "DeviceClassList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.resource.v1.DeviceClass";

    public override bool ManagesGeneration => true;

    public override bool DeleteReturnsObject => true;
}
