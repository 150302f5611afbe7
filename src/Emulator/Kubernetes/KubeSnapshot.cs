using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes;

/// <summary>
/// All objects of a cluster as a list of manifests, and back again with their uids, status and owners. Left out is what
/// belongs to the process and not to the world (events, leases, the authority's certificate and tokens it signed), and
/// what every new cluster has by itself, unless it was changed since.
/// </summary>
internal static class KubeSnapshot
{
    private static readonly string[] Passing = ["events", "leases.coordination.k8s.io"];

    public static JsonArray Take(KubeCore core)
    {
        var objects = new JsonArray();
        foreach (var table in core.Store.Tables.OrderBy(t => t.StorageKey, StringComparer.Ordinal))
        {
            foreach (var stored in table.Current.Range(null, null))
            {
                var manifest = stored.Parse();
                if (!IsInitial(core, stored) && !Passes(stored.Kind, stored.Name))
                {
                    (manifest["metadata"] as JsonObject)?.Remove("resourceVersion");
                    WithoutToken(manifest);
                    objects.Add(manifest);
                }
            }
        }

        return objects;
    }

    /// <summary>
    /// Replaces everything. Watchers see the old objects deleted and the new ones added; CRDs come first, what is owned
    /// last.
    /// </summary>
    /// <exception cref="FormatException">A manifest is incomplete or of an unknown kind. All is as it was.</exception>
    public static async Task RestoreAsync(KubeCore core, JsonArray objects)
    {
        var before = Take(core);
        try
        {
            await ReplaceAsync(core, objects).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            await ReplaceAsync(core, before).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task ReplaceAsync(KubeCore core, JsonArray objects)
    {
        var manifests = objects.Select(o => o as JsonObject ?? throw new FormatException("a manifest must be a mapping"))
            .OrderBy(Rank).ToList();
        core.Store.Clear();
        core.Kinds.Reset();
        await Bootstrap.InitialContent.CreateAsync(core, CancellationToken.None).ConfigureAwait(false);
        core.InitialRevision = core.Store.Revision;
        foreach (var manifest in manifests)
        {
            var kind = core.Kinds.FindKind(Text(manifest["apiVersion"]), Text(manifest["kind"]))
                ?? throw new FormatException($"unknown kind {Text(manifest["apiVersion"])} {Text(manifest["kind"])}");
            if (Text(manifest["metadata"]?["name"]).Length == 0)
            {
                throw new FormatException($"a {Text(manifest["kind"])} has no metadata.name");
            }

            var copy = manifest.DeepClone().AsObject();
            var metadata = copy["metadata"]!.AsObject();
            metadata["uid"] ??= core.Entropy.Uuid();
            var stored = Put(core, kind, ObjectDraft.Of(copy, kind));
            if (Rank(manifest) == 0)
            {
                // Its kind must be there before its objects are.
                await core.CommittedAsync(kind, stored, null).ConfigureAwait(false);
            }
        }
    }

    private static StoredObject Put(KubeCore core, Kind kind, ObjectDraft draft)
    {
        // What is there already is the initial content's, or a controller was quick to make it.
        var table = core.Table(kind);
        StoredObject? stored = null;
        while (stored is null)
        {
            stored = core.Store.TryPut(table, table.Current.Find(draft.Key), draft);
        }

        return stored;
    }

    private static int Rank(JsonObject manifest) => Text(manifest["kind"]) switch
    {
        "CustomResourceDefinition" => 0,
        "Namespace" => 1,
        _ when manifest["metadata"]?["ownerReferences"] is not null => 3,
        _ => 2,
    };

    // A cluster that came back from a state folder no longer knows what it began with: its roles and CRDs tell.
    private static bool IsInitial(KubeCore core, StoredObject stored) => core.InitialRevision > 0
        ? stored.Revision <= core.InitialRevision
        : Text(stored.Head.Labels?["kubernetes.io/bootstrapping"]) == "rbac-defaults"
            || (stored.Kind.StorageKey == Controllers.CustomResources.StorageKey
                && core.Options.Crds.Any(c => c.Name == stored.Name));

    private static bool Passes(Kind kind, string name) =>
        Passing.Contains(kind.StorageKey, StringComparer.Ordinal)
        || (kind.StorageKey == "configmaps" && name == "kube-root-ca.crt");

    private static void WithoutToken(JsonObject manifest)
    {
        if (Text(manifest["type"]) == "kubernetes.io/service-account-token")
        {
            manifest.Remove("data");
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}
