namespace Eso.Emulator.Faults;

/// <summary>
/// What a Kubernetes path is about, as far as can be told from outside the server: the one reader of such paths for
/// faults, counts of writes and reports.
/// </summary>
/// <param name="Resource">In the plural, with the subresource behind a slash; empty for paths about no resource.</param>
internal sealed record KubePath(string Resource, string Namespace, string Name, bool Watch)
{
    public static KubePath Read(string path)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var parts = (query < 0 ? path : path[..query]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var rest = parts is ["api", _, ..] ? parts[2..] : parts is ["apis", _, _, ..] ? parts[3..] : [];
        var watch = rest is ["watch", ..];
        if (watch)
        {
            rest = rest[1..];
        }

        var ns = "";
        if (rest is ["namespaces", var inside, var next, ..] && next is not ("status" or "finalize"))
        {
            ns = inside;
            rest = rest[2..];
        }

        var resource = rest.Length > 0 ? rest[0] + (rest.Length > 2 ? "/" + rest[2] : "") : "";
        return new KubePath(resource, ns, rest.Length > 1 ? rest[1] : "", watch);
    }

    /// <summary>Whether a method changes objects people look at: not events, leases, tokens or reviews.</summary>
    public bool IsWrite(string method) => method is "POST" or "PUT" or "PATCH" or "DELETE"
        && Resource.Length > 0 && !Resource.EndsWith("/token", StringComparison.Ordinal)
        && Resource is not ("events" or "leases") && !Resource.EndsWith("reviews", StringComparison.Ordinal);

    /// <summary><c>secrets/app/db</c>; <c>*</c> where no name is told.</summary>
    public string Target
    {
        get
        {
            var resource = Resource.Split('/')[0];
            return string.Join('/', ((string[])[resource, Namespace, Name.Length > 0 ? Name : "*"]).Where(p => p.Length > 0));
        }
    }
}
