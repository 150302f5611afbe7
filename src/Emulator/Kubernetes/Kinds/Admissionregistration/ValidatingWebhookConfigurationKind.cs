namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ValidatingWebhookConfigurationKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "ValidatingWebhookConfiguration",
        Plural = "validatingwebhookconfigurations",
        Singular = "validatingwebhookconfiguration",
        ListKind = "ValidatingWebhookConfigurationList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;
}
