using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>One request on its way through the pipeline.</summary>
internal sealed class KubeRequest
{
    public required KubeCore Core { get; init; }

    public required HttpContext Http { get; init; }

    public required RequestInfo Info { get; init; }

    public required string AuditId { get; init; }

    public KubeUser User { get; set; } = KubeUser.Anonymous;

    /// <summary>The resource's kind; set once routing found it.</summary>
    public Kind Kind { get; set; } = null!;

    public Negotiated Accept { get; set; } = Negotiated.Json;

    /// <summary>Texts for Warning headers, in order, without repeats.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The reason of a failure that was answered, for the journal.</summary>
    public string? Failure { get; set; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The namespace objects are looked for in: none for cluster-scoped kinds (a Namespace's path names one).</summary>
    public string Namespace => Kind.Resource.Namespaced ? Info.Namespace : "";

    public ObjectTable Table => Core.Table(Kind);

    /// <summary>The query's fieldManager, else the user agent up to its first slash.</summary>
    public string FieldManager(string wanted) => wanted.Length > 0 ? wanted : ManagerOf(Http.Request.Headers.UserAgent.ToString());

    private static string ManagerOf(string agent)
    {
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? agent : agent[..slash];
        return name.Length > 0 ? name : "unknown";
    }
}
