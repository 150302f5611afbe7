namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SecretKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Secret",
        Plural = "secrets",
        Singular = "secret",
        ListKind = "SecretList",
    };

    public override string TypeName => "io.k8s.api.core.v1.Secret";
}
