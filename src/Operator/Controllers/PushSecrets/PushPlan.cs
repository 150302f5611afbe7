using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>A PushSecret that cannot be carried out. The message is ESO's.</summary>
internal sealed class PushException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One thing to write: the entry it comes from and the values it may use.</summary>
internal sealed record PushEntry(JsonObject Data, string SecretKey, IReadOnlyDictionary<string, SecretBytes> Values);

/// <summary>Expands <c>data</c> and <c>dataTo</c> for one store and one source (eso.md §4.2). Pure.</summary>
internal static class PushPlan
{
    /// <summary>Checks of <c>dataTo</c> that need no store.</summary>
    public static void CheckReferences(PushSecret ps)
    {
        for (var i = 0; i < ps.DataTo.Count; i++)
        {
            var reference = ps.DataTo[i].Object("storeRef") ?? throw new PushException($"dataTo[{i}]: storeRef is required");
            var name = reference.Text("name");
            if (name.Length == 0 && reference.Object("labelSelector") is null)
            {
                throw new PushException($"dataTo[{i}]: storeRef must have name or labelSelector");
            }

            if (name.Length > 0 && !ps.StoreRefs.Any(r => r.Text("name") == name && KindOf(r) == KindOf(reference)))
            {
                var byLabel = ps.StoreRefs.Any(r => r.Object("labelSelector") is not null && KindOf(r) == KindOf(reference));
                if (!byLabel)
                {
                    throw new PushException($"dataTo[{i}]: storeRef \"{name}\" not found in secretStoreRefs");
                }
            }
        }
    }

    /// <summary>Every selector of <c>dataTo</c> must hit one of the stores.</summary>
    public static void CheckSelectors(PushSecret ps, IReadOnlyList<SecretStore> stores)
    {
        for (var i = 0; i < ps.DataTo.Count; i++)
        {
            var reference = ps.DataTo[i].Object("storeRef")!;
            if (reference.Object("labelSelector") is not null && !stores.Any(s => Applies(reference, s)))
            {
                throw new PushException($"dataTo[{i}]: labelSelector does not match any store in secretStoreRefs");
            }
        }
    }

    public static IReadOnlyList<PushEntry> For(
        PushSecret ps, SecretStore store, IReadOnlyDictionary<string, SecretBytes> source, Rewriting rewriting)
    {
        var explicitKeys = ps.Data.Select(d => d.Object("match").Text("secretKey")).Where(k => k.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
        var entries = new List<PushEntry>();
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < ps.DataTo.Count; i++)
        {
            if (!Applies(ps.DataTo[i].Object("storeRef") ?? [], store))
            {
                continue;
            }

            foreach (var entry in Expand(ps.DataTo[i], i, source, rewriting))
            {
                if (entry.SecretKey.Length > 0 && explicitKeys.Contains(entry.SecretKey))
                {
                    continue;
                }

                var remote = PushedMap.RemoteKey(entry.Data);
                if (!targets.TryAdd(remote, $"dataTo[{i}]"))
                {
                    throw new PushException(
                        $"dataTo[{i}]: duplicate remote key \"{remote}\" from source key \"{entry.SecretKey}\" "
                        + $"(conflicts with {targets[remote]})");
                }

                entries.Add(entry);
            }
        }

        foreach (var data in ps.Data)
        {
            var values = Keys.Reverse(data.Text("conversionStrategy"), source);
            entries.Add(new PushEntry(data, data.Object("match").Text("secretKey"), values));
        }

        return entries;
    }

    private static IEnumerable<PushEntry> Expand(
        JsonObject dataTo, int index, IReadOnlyDictionary<string, SecretBytes> source, Rewriting rewriting)
    {
        var converted = Keys.Reverse(dataTo.Text("conversionStrategy"), source);
        var pattern = dataTo.Object("match").Text("regexp");
        GoRegexp? regexp = null;
        if (pattern.Length > 0 && !GoRegexp.TryCompile(pattern, out regexp, out var error))
        {
            throw new PushException($"dataTo[{index}]: invalid regexp pattern \"{pattern}\": {error}");
        }

        var matched = converted.Where(v => regexp is null || regexp.IsMatch(v.Key))
            .OrderBy(v => v.Key, GoOrder.Instance)
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        if (matched.Count == 0)
        {
            return [];
        }

        if (dataTo.Text("remoteKey") is { Length: > 0 } bundle)
        {
            return [new PushEntry(EntryFor(dataTo, "", bundle), "", matched)];
        }

        return PerKey(dataTo, index, matched, converted, rewriting);
    }

    private static IEnumerable<PushEntry> PerKey(
        JsonObject dataTo,
        int index,
        Dictionary<string, SecretBytes> matched,
        IReadOnlyDictionary<string, SecretBytes> all,
        Rewriting rewriting)
    {
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in matched.Keys)
        {
            var remote = RewriteKey(dataTo, index, key, rewriting);
            if (remote.Length == 0)
            {
                throw new PushException($"dataTo[{index}]: empty remote key produced for source key \"{key}\"");
            }

            if (!from.TryAdd(remote, key))
            {
                throw new PushException(
                    $"dataTo[{index}]: duplicate remote key \"{remote}\": source keys \"{from[remote]}\" and \"{key}\" "
                    + "both map to the same destination");
            }

            yield return new PushEntry(EntryFor(dataTo, key, remote), key, all);
        }
    }

    /// <summary>Rewrites one key; the value cannot matter, for merge is not offered here.</summary>
    private static string RewriteKey(JsonObject dataTo, int index, string key, Rewriting rewriting)
    {
        if (dataTo["rewrite"] is not JsonArray { Count: > 0 } operations)
        {
            return key;
        }

        try
        {
            var one = new Dictionary<string, SecretBytes>(StringComparer.Ordinal) { [key] = default };
            return rewriting.Apply(operations, one).Keys.FirstOrDefault() ?? "";
        }
        catch (ValueException e)
        {
            throw new PushException($"dataTo[{index}]: rewrite failed: {e.Message}", e);
        }
    }

    private static JsonObject EntryFor(JsonObject dataTo, string key, string remote)
    {
        var match = new JsonObject { ["remoteRef"] = new JsonObject { ["remoteKey"] = remote } };
        if (key.Length > 0)
        {
            match["secretKey"] = key;
        }

        var entry = new JsonObject { ["match"] = match };
        if (dataTo["metadata"] is { } metadata)
        {
            entry["metadata"] = metadata.DeepClone();
        }

        entry["conversionStrategy"] = dataTo.Text("conversionStrategy") is { Length: > 0 } s ? s : "None";
        return entry;
    }

    private static bool Applies(JsonObject reference, SecretStore store) =>
        KindOf(reference) == store.Kind
        && (reference.Text("name") is { Length: > 0 } name
            ? name == store.Name
            : reference.Object("labelSelector") is { } selector
                && LabelSelectors.Matches(selector, store.Object.Metadata().TextMap("labels")));

    private static string KindOf(JsonObject reference) =>
        reference.Text("kind") is { Length: > 0 } kind ? kind : StoreRef.Namespaced;
}
