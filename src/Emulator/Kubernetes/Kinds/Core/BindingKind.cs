namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class BindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Binding",
        Plural = "bindings",
        Singular = "binding",
        ListKind = "BindingList",
        Verbs = ["create"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Binding";
}
