namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class MutatingWebhookConfigurationKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "MutatingWebhookConfiguration",
        Plural = "mutatingwebhookconfigurations",
        Singular = "mutatingwebhookconfiguration",
        ListKind = "MutatingWebhookConfigurationList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;
}
