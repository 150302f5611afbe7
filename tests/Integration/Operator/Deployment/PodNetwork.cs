using System.Net;

namespace Eso.Integration.Operator.Deployment;

/// <summary>Addresses of Pods that run as processes of this machine.</summary>
internal sealed class PodNetwork
{
    private volatile int webhook;

    /// <summary>Gives the process at a port of this machine an address among the Pods.</summary>
    public string Add(int port)
    {
        webhook = port;
        return "10.244.0.200";
    }

    /// <summary>Where the webhook's Pod listens in truth; any other address, or port, is nowhere.</summary>
    public EndPoint Find(DnsEndPoint called) => called is { Host: "10.244.0.200", Port: 10250 }
        ? new IPEndPoint(IPAddress.Loopback, webhook)
        : throw new InvalidOperationException($"nothing listens at {called.Host}:{called.Port}");
}
