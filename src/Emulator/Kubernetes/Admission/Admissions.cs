using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>The plug-ins a server runs, in the real one's order, without those switched off.</summary>
internal static class Admissions
{
    public static AdmissionChain Build(KubeCore core)
    {
        var caller = new WebhookCaller(core, core.Webhooks);
        IAdmissionPlugin[] all =
        [
            new NamespaceLifecycle(),
            new LimitRanger(),
            new PodServiceAccounts(),
            new PodSecurity(),
            new PodPriority(),
            new DefaultTolerations(),
            new StorageProtection(),
            new RuntimeClasses(),
            new MutatingPolicies(core),
            new MutatingWebhooks(caller),
            new Escalation(),
            new ValidatingPolicies(core),
            new ValidatingWebhooks(caller),
            new ResourceQuotas(),
        ];
        return new AdmissionChain(all.Where(p => !core.Options.DisabledAdmission.Contains(p.Name)).ToList());
    }
}
