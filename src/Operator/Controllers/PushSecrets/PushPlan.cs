using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

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
                throw new PushException($"dataTo[{i}]: storeRef \"{name}\" not found in secretStoreRefs");
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
        PushSecret ps, SecretStore store, IReadOnlyDictionary<string, SecretBytes> source, TemplateEnvironment environment)
    {
        var entries = new List<PushEntry>();
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < ps.DataTo.Count; i++)
        {
            if (!Applies(ps.DataTo[i].Object("storeRef") ?? [], store))
            {
                continue;
            }

            try
            {
                entries.AddRange(PushExpansion.Of(ps.DataTo[i], i, source, taken, environment));
            }
            catch (Exception e) when (e is PushException or ValueException)
            {
                throw new PushException($"failed to expand dataTo: {e.Message}", e);
            }
        }

        // What data says of a key of the source stands before what dataTo says of it.
        var said = ps.Data.Select(d => OriginalKey(d, source)).ToHashSet(StringComparer.Ordinal);
        entries.RemoveAll(e => said.Contains(e.SecretKey));
        entries.AddRange(ps.Data.Select(data => new PushEntry(
            data, data.Object("match").Text("secretKey"), Keys.Reverse(data.Text("conversionStrategy"), source))));
        RefuseSharedTargets(entries);
        return entries;
    }

    private static string OriginalKey(JsonObject data, IReadOnlyDictionary<string, SecretBytes> source)
    {
        var (key, strategy) = (data.Object("match").Text("secretKey"), data.Text("conversionStrategy"));
        return source.Keys.FirstOrDefault(k => Keys.ReverseKey(strategy, k) == key) ?? key;
    }

    private static void RefuseSharedTargets(List<PushEntry> entries)
    {
        var from = new Dictionary<(string Key, string Property), string>();
        foreach (var entry in entries)
        {
            var remote = entry.Data.Object("match").Object("remoteRef");
            var (key, property) = (remote.Text("remoteKey"), remote.Text("property"));
            if (!from.TryAdd((key, property), entry.SecretKey))
            {
                var where = property.Length > 0 ? $" with property \"{property}\"" : "";
                throw new PushException(
                    $"failed to merge data entries: duplicate remote key \"{key}\"{where}: source keys "
                    + $"\"{from[(key, property)]}\" and \"{entry.SecretKey}\" both map to the same destination");
            }
        }
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
