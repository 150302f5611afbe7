using System.Collections.Concurrent;
using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// When objects were last refreshed without anything having changed: not worth a write to their status, but worth
/// remembering. Lost at a restart, after which such objects are refreshed once more.
/// </summary>
internal sealed class RefreshMemory
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> at = new(StringComparer.Ordinal);

    /// <summary>The later of what the status says and what is remembered.</summary>
    public DateTimeOffset? LastRefresh(ExternalSecret es)
    {
        var written = es.RefreshTime;
        return at.TryGetValue(es.Uid, out var remembered) && (written is null || remembered > written) ? remembered : written;
    }

    public void Remember(ExternalSecret es, DateTimeOffset when) => at[es.Uid] = when;

    public void Forget(string uid) => at.TryRemove(uid, out _);
}
