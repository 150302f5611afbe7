using Eso.Kubernetes.Client;

namespace Eso.Kubernetes.Discovery;

/// <summary>
/// Finds resources by kind through the server's discovery. Known ones are remembered; an unknown one makes it ask again,
/// since a CRD may have come meanwhile.
/// </summary>
public sealed class RestMapper(KubeClient client)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string ApiVersion, string Kind), ResourceType> known = [];

    /// <summary>The resource of a kind; null when the server has none.</summary>
    public async Task<ResourceType?> FindAsync(string apiVersion, string kind, CancellationToken cancel)
    {
        lock (gate)
        {
            if (known.TryGetValue((apiVersion, kind), out var type))
            {
                return type;
            }
        }

        foreach (var type in await ResourcesAsync(apiVersion, cancel))
        {
            lock (gate)
            {
                known[(apiVersion, type.Kind)] = type;
            }
        }

        lock (gate)
        {
            return known.GetValueOrDefault((apiVersion, kind));
        }
    }

    /// <summary>All resources (no subresources) of a group and version; empty when the server does not serve it.</summary>
    public async Task<IReadOnlyList<ResourceType>> ResourcesAsync(string apiVersion, CancellationToken cancel)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        var version = apiVersion[(slash + 1)..];
        try
        {
            var path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
            var list = await client.GetPathAsync(path, cancel);
            return
            [
                .. list.Objects("resources")
                    .Where(r => !r.Text("name").Contains('/', StringComparison.Ordinal))
                    .Select(r => new ResourceType(group, version, r.Text("name"), r.Text("kind"), r.Flag("namespaced"))),
            ];
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return [];
        }
    }
}
