using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Eso.Integration.Operator.Deployment;

/// <summary>
/// The API server's way to the webhook's Service: leads to a port of this machine, over TLS that is verified for the
/// Service's name and the authority it was told to trust.
/// </summary>
internal sealed class ServiceWay : DelegatingHandler
{
    private readonly X509Certificate2Collection roots = [];
    private int port;

    public ServiceWay()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is X509Certificate2 found && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && Trusts(found);
        InnerHandler = handler;
    }

    public void Lead(int to, string bundle)
    {
        port = to;
        roots.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
