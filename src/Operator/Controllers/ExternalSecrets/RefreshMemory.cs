using System.Collections.Concurrent;
using Eso.Kubernetes;
using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// What earlier refreshes found and is not worth a write to a status: when the last one was, that object and target
/// were as they should be with these values, that a template fails on these values. Lost at a restart, after which such
/// objects are looked at in full once more.
/// </summary>
internal sealed class RefreshMemory
{
    private readonly ConcurrentDictionary<string, Refreshed> refreshed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Misrendered> misrendered = new(StringComparer.Ordinal);

    /// <summary>The later of what the status says and what is remembered.</summary>
    public DateTimeOffset? LastRefresh(ExternalSecret es)
    {
        var written = es.RefreshTime;
        return refreshed.TryGetValue(es.Uid, out var known) && (written is null || known.At > written) ? known.At : written;
    }

    public void Remember(ExternalSecret es, DateTimeOffset when)
    {
        refreshed[es.Uid] = refreshed.TryGetValue(es.Uid, out var known) ? known with { At = when } : new Refreshed(when, "", "", 0);
        misrendered.TryRemove(es.Uid, out _);
    }

    /// <summary>Notes that a refresh had nothing to write: the object and its target, in these versions, are right.</summary>
    /// <param name="es">The object.</param>
    /// <param name="target">Version of its target.</param>
    /// <param name="values">Digest of the values fetched, when nothing else went into the target; else null.</param>
    public void Settle(ExternalSecret es, string target, UInt128? values)
    {
        if (refreshed.TryGetValue(es.Uid, out var known))
        {
            refreshed[es.Uid] = known with { Own = es.Object.ResourceVersion(), Target = target, Values = values };
        }
    }

    /// <summary>The last refresh, if neither the object nor its target was touched since it had nothing to write.</summary>
    public Refreshed? Settled(ExternalSecret es, string? target) =>
        target is not null && refreshed.TryGetValue(es.Uid, out var known) && known.Target == target
        && known.Own == es.Object.ResourceVersion() ? known : null;

    /// <summary>Notes that a template fails on these values, and on nothing else.</summary>
    public void Misrender(ExternalSecret es, UInt128 values, string message) =>
        misrendered[es.Uid] = new Misrendered(es.Object.Generation(), values, message);

    /// <summary>How rendering failed and will fail again; null when that is not known.</summary>
    public string? Misrendering(ExternalSecret es, UInt128 values) =>
        misrendered.TryGetValue(es.Uid, out var known) && known.Generation == es.Object.Generation() && known.Values == values
            ? known.Message
            : null;

    public void Forget(string uid)
    {
        refreshed.TryRemove(uid, out _);
        misrendered.TryRemove(uid, out _);
    }

    /// <summary>One object's last refresh. Own and Target are empty when something was written.</summary>
    public sealed record Refreshed(DateTimeOffset At, string Own, string Target, UInt128? Values);

    private sealed record Misrendered(long Generation, UInt128 Values, string Message);
}
