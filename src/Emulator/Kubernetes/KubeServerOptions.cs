using System.Net;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Bootstrap;

namespace Eso.Emulator.Kubernetes;

/// <summary>What a world may ask of its API server.</summary>
internal sealed record KubeServerOptions
{
    /// <summary>False: everybody may do everything; credentials that are known still say who asks.</summary>
    public bool Authentication { get; init; } = true;

    /// <summary>The issuer of ServiceAccount tokens; empty: the server's URL once it is known.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Names and addresses the server certificate is good for, besides the loopback ones.</summary>
    public IReadOnlyList<string> ServerNames { get; init; } = [];

    /// <summary>Bearer tokens that are always good: token to user name and groups.</summary>
    public IReadOnlyDictionary<string, StaticToken> StaticTokens { get; init; } = new Dictionary<string, StaticToken>();

    /// <summary>Certificates (PEM) of authorities whose clients are known by their certificates, besides the server's own.</summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>An authority that several servers share and none of them disposes; null: the server's own.</summary>
    public CertificateAuthority? Authority { get; init; }

    /// <summary>The key ServiceAccount tokens are signed with; null: the process's own.</summary>
    public TokenKey? TokenKey { get; init; }

    /// <summary>Controllers that run, by name; null: all of them.</summary>
    public IReadOnlySet<string>? Controllers { get; init; }

    /// <summary>Admission plug-ins left out, by name (ServiceAccount, ResourceQuota…).</summary>
    public IReadOnlySet<string> DisabledAdmission { get; init; } = new HashSet<string>();

    /// <summary>How long events live, as --event-ttl says.</summary>
    public TimeSpan EventTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Largest request body; the real server's default.</summary>
    public int BodyBytesMax { get; init; } = 3 * 1024 * 1024;

    /// <summary>Service addresses come from here (the first three octets).</summary>
    public string ServiceNetwork { get; init; } = "10.0.0";

    /// <summary>How far back lists and watches reach, as etcd's compaction; null: only the log's length bounds it.</summary>
    public TimeSpan? HistoryKept { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The oldest revision somebody still reads, which compaction spares; null, or answering null: nobody does.</summary>
    public Func<long?>? HistoryNeeded { get; init; }

    /// <summary>The built-in node; empty: the cluster has none.</summary>
    public string Node { get; init; } = "eso-node";

    /// <summary>Whether the built-in node runs Pods.</summary>
    public bool RunsPods { get; init; } = true;

    /// <summary>Runs the built-in node's containers for real; null: the built-in shell. The server disposes it.</summary>
    public Pods.IPodEngine? PodEngine { get; init; }

    /// <summary>How long a new Pod stays unscheduled; real clusters take a moment too.</summary>
    public TimeSpan PodScheduleDelay { get; init; }

    /// <summary>
    /// How long at least a Pod stays unscheduled that somebody made by hand and whose programs are all its images' own:
    /// there is nothing to see of it but that it runs, which where images are pulled takes longer than the next request.
    /// </summary>
    public TimeSpan QuietPodScheduleDelay { get; init; }

    /// <summary>Used to call admission and conversion webhooks; null: real sockets.</summary>
    public HttpMessageHandler? WebhookHttp { get; init; }

    /// <summary>
    /// Where an address of the Pod network is on this machine, when the Pods behind a webhook's Service run elsewhere
    /// than on the embedded node; null: addresses are called as they are.
    /// </summary>
    public Func<DnsEndPoint, EndPoint>? PodNetwork { get; init; }

    /// <summary>Called with a Service's namespace and name (or a URL's host) before a webhook is; what it throws, the call throws.</summary>
    public Func<string, string, CancellationToken, Task>? BeforeWebhook { get; init; }

    /// <summary>Objects of built-in kinds every world begins with, in this order; never changed.</summary>
    public IReadOnlyList<JsonObject> Objects { get; init; } = [];

    /// <summary>CRDs every world begins with.</summary>
    public IReadOnlyList<PreparedCrd> Crds { get; init; } = [];

    /// <summary>Folder in which the cluster survives a restart of the process; null: it lives in memory only.</summary>
    public string? StateDirectory { get; init; }
}
