using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Grounds;

/// <summary>
/// How the embedded AWS fetches OIDC documents: the cluster's own issuer in process (AWS trusts no cluster's private CA,
/// as it does for EKS's public issuers), any other over the network.
/// </summary>
internal sealed class ClusterIssuerHandler : HttpMessageHandler
{
    private HttpMessageInvoker? cluster;
    private Uri? issuer;
    private readonly HttpMessageInvoker network = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>Tells the issuer of a cluster that is not ours, and the way to it as somebody it answers.</summary>
    public void Use(HttpMessageInvoker way, Uri clusterIssuer)
    {
        cluster = way;
        issuer = clusterIssuer;
    }

    /// <summary>Tells the cluster's issuer, once its port is known.</summary>
    public void Use(KubeServer kube, Uri clusterIssuer)
    {
        cluster = new HttpMessageInvoker(new InMemoryDoor(kube.Pipeline)
        {
            // Discovery is closed to anonymous callers by default; AWS reads it as a public document.
            Prepare = static http => http.Items[Authentication.UserItem] =
                new KubeUser("system:oidc-discovery", ["system:serviceaccounts", KubeUser.Authenticated]),
        });
        issuer = clusterIssuer;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        issuer is not null && cluster is not null && request.RequestUri?.Authority == issuer.Authority
            ? cluster.SendAsync(request, cancellationToken)
            : network.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cluster?.Dispose();
            network.Dispose();
        }

        base.Dispose(disposing);
    }
}
