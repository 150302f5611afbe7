using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>Where a proxied request goes.</summary>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">Address and port, as a URL has them.</param>
/// <param name="Port">The port as a number.</param>
/// <param name="Pod">The Pod that runs here; null: nobody answers at that address.</param>
internal sealed record ProxyTarget(string Scheme, string Host, int Port, PodSandbox? Pod)
{
    private const int KubeletPort = 10250;

    /// <summary>
    /// Reads <c>name</c>, <c>name:port</c> or <c>scheme:name:port</c> and finds what it leads to, as the registries'
    /// ResourceLocation functions do; null: this node's own kubelet.
    /// </summary>
    public static ProxyTarget? Find(KubeRequest request)
    {
        var parts = request.Info.Name.Split(':');
        var (scheme, name, port) = parts switch
        {
            [var one] => ("", one, ""),
            [var one, var p] => ("", one, p),
            [var s, var one, var p] => (s, one, p),
            _ => ("-", "", ""),
        };
        var singular = request.Kind.Resource.Singular;
        if (name.Length == 0 || scheme is not ("" or "http" or "https"))
        {
            throw KubeErrors.BadRequest($"invalid {singular} request {Validation.FieldError.Quote(request.Info.Name)}");
        }

        scheme = scheme.Length == 0 ? "http" : scheme;
        return singular switch
        {
            "pod" => OfPod(request, scheme, name, port),
            "service" => OfService(request, scheme, name, port),
            _ => OfNode(request, scheme, name, port),
        };
    }

    private static ProxyTarget OfPod(KubeRequest request, string scheme, string name, string port)
    {
        var pod = Read(request, "pods", name);
        if (port.Length == 0)
        {
            // The first port that any container declares.
            port = Items(Child(pod, "spec"), "containers").SelectMany(c => Items(c.Item, "ports"))
                .Select(p => Number(p.Item, "containerPort").ToString(CultureInfo.InvariantCulture)).FirstOrDefault() ?? "";
        }

        var ip = Text(Items(Child(pod, "status"), "podIPs").Select(i => i.Item).FirstOrDefault(), "ip");
        return IsUnicast(ip)
            ? To(request, scheme, ip, port, pod)
            : throw KubeErrors.BadRequest("address not allowed");
    }

    private static ProxyTarget OfService(KubeRequest request, string scheme, string name, string port)
    {
        if (long.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var declared = Items(Child(Read(request, "services", name), "spec"), "ports")
                .Select(p => p.Item).FirstOrDefault(p => Number(p, "port") == number)
                ?? throw Unavailable($"no service port {number} found for service \"{name}\"");
            port = Text(declared, "name");
        }

        var subsets = Items(Read(request, "endpoints", name), "subsets").Select(s => s.Item).ToList();
        if (subsets.Count == 0)
        {
            throw Unavailable($"no endpoints available for service \"{name}\"");
        }

        foreach (var subset in subsets)
        {
            if (Items(subset, "ports").Select(p => p.Item).FirstOrDefault(p => Text(p, "name") == port) is not { } found)
            {
                continue;
            }

            foreach (var (_, address) in Items(subset, "addresses"))
            {
                // Only to addresses that are Pods of this namespace.
                if (PodAt(request, address) is { } pod)
                {
                    var at = Number(found, "port").ToString(CultureInfo.InvariantCulture);
                    return To(request, scheme, Text(address, "ip"), at, pod);
                }
            }
        }

        throw Unavailable($"no endpoints available for service \"{request.Info.Name}\"");
    }

    private static ProxyTarget? OfNode(KubeRequest request, string scheme, string name, string port)
    {
        var addresses = Items(Child(Read(request, "nodes", name), "status"), "addresses").Select(a => a.Item).ToList();
        var kubelet = port.Length == 0 || port == KubeletPort.ToString(CultureInfo.InvariantCulture);
        if (kubelet && name == request.Core.Options.Node)
        {
            return null;
        }

        string[] preferred = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];
        var host = preferred.Select(t => addresses.Find(a => Text(a, "type") == t))
            .Select(a => Text(a, "address")).FirstOrDefault(a => a.Length > 0)
            ?? throw KubeErrors.Unknown("no preferred addresses found; known addresses: []");
        return kubelet || !IPAddress.TryParse(host, out _) || IsUnicast(host)
            ? To(request, kubelet ? "https" : scheme, host, kubelet ? "10250" : port, null)
            : throw KubeErrors.BadRequest("address not allowed");
    }

    private static ProxyTarget To(KubeRequest request, string scheme, string host, string port, JsonObject? pod)
    {
        var shown = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        // The real server makes a URL of it and falls over a name: the connection ends without an answer.
        var number = port.Length == 0 ? (scheme == "https" ? 443 : 80)
            : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
        var sandbox = pod is null ? null : request.Core.Pods?.Find(Text(Child(pod, "metadata"), "uid"));
        return new ProxyTarget(scheme, port.Length == 0 ? shown : $"{shown}:{port}", number, sandbox is { Done: false } ? sandbox : null);
    }

    private static JsonObject? PodAt(KubeRequest request, JsonObject address)
    {
        var reference = Child(address, "targetRef");
        var space = request.Info.Namespace;
        return reference is not null && Text(reference, "namespace") == space
            && request.Core.Find("pods", space, Text(reference, "name"))?.Parse() is { } pod
            && Items(Child(pod, "status"), "podIPs").Any(i => Text(i.Item, "ip") == Text(address, "ip"))
                ? pod : null;
    }

    /// <summary>Whatever is missing is told as the resource that was asked for.</summary>
    private static JsonObject Read(KubeRequest request, string storageKey, string name) =>
        request.Core.Find(storageKey, request.Namespace, name)?.Parse() ?? throw KubeErrors.NotFound(request.Kind.Resource, name);

    private static KubeException Unavailable(string message) => KubeErrors.Make(503, "ServiceUnavailable", message);

    /// <summary>Go's IsGlobalUnicast.</summary>
    private static bool IsUnicast(string text)
    {
        if (!IPAddress.TryParse(text, out var ip))
        {
            return false;
        }

        var first = ip.GetAddressBytes();
        return !IPAddress.IsLoopback(ip) && !ip.IsIPv6LinkLocal && !ip.IsIPv6Multicast
            && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any) && !ip.Equals(IPAddress.Broadcast)
            && !(first.Length == 4 && (first[0] is >= 224 and < 240 || (first[0] == 169 && first[1] == 254)));
    }
}
