using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// Signs what was approved for the cluster's own signers with the world's authority. Not emulated: approval of kubelets'
/// requests, removal of old ones, lifetimes (as all of the world's certificates these are good for decades).
/// </summary>
internal sealed class CertificateSigning(KubeCore core) : IController
{
    private static readonly Dictionary<string, string> Usages = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/kube-apiserver-client"] = "1.3.6.1.5.5.7.3.2",
        ["kubernetes.io/kube-apiserver-client-kubelet"] = "1.3.6.1.5.5.7.3.2",
        ["kubernetes.io/kubelet-serving"] = "1.3.6.1.5.5.7.3.1",
    };

    private readonly ClusterClient client = new(core, "certificate-controller");

    public string Name => "csrsigning";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        if (change.Table!.StorageKey != "certificatesigningrequests.certificates.k8s.io" || change.Type == StoreEventType.Deleted)
        {
            return;
        }

        var request = change.Object!.Parse();
        var status = Child(request, "status");
        if (!StatusConditions.Holds(status, "Approved") || StatusConditions.Holds(status, "Denied")
            || StatusConditions.Holds(status, "Failed") || Text(status, "certificate").Length > 0
            || !Usages.TryGetValue(Text(Child(request, "spec"), "signerName"), out var usage))
        {
            return;
        }

        await client.UpdateAsync(
            client.Kind("certificates.k8s.io/v1", "CertificateSigningRequest"), "", change.Object!.Name, current =>
            {
                Sign(current, usage);
                return true;
            }, "status").ConfigureAwait(false);
    }

    private void Sign(JsonObject request, string usage)
    {
        var status = Ensure(request, "status");
        try
        {
            var pem = Encoding.ASCII.GetString(Convert.FromBase64String(Text(Child(request, "spec"), "request")));
            status["certificate"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(core.Certificates.Sign(pem, usage)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            StatusConditions.Set(status, "Failed", "True", "SignerValidationFailure", "unable to parse the request",
                StandardColumns.Timestamp(core.Now), "lastUpdateTime");
        }
    }
}
