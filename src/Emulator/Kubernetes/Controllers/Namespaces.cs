using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Empties namespaces that are going, tells what holds them, and lets them go once nothing is left.</summary>
internal sealed class Namespaces(KubeCore core) : IController
{
    private readonly ClusterClient client = new(core, "namespace-controller");

    public string Name => "namespace";

    public async ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        var at = change.Object!;
        if (change.Table!.StorageKey == "namespaces")
        {
            if (change.Type != StoreEventType.Deleted && at.Head.Deleting)
            {
                await EmptyAsync(at).ConfigureAwait(false);
            }
        }
        else if (change.Type != StoreEventType.Added && at.Namespace.Length > 0
            && core.Find("namespaces", "", at.Namespace) is { Head.Deleting: true } going)
        {
            await EmptyAsync(going).ConfigureAwait(false);
        }
    }

    private async ValueTask EmptyAsync(StoredObject ns)
    {
        if (ns.Parse()["spec"]?["finalizers"] is not JsonArray finalizers
            || !finalizers.Any(f => f?.GetValue<string>() == "kubernetes"))
        {
            return;
        }

        foreach (var (kind, stored) in Content(ns.Name).Where(c => !c.Stored.Head.Deleting).ToList())
        {
            await client.DeleteAsync(kind, stored, "Background").ConfigureAwait(false);
        }

        var left = Content(ns.Name).ToList();
        var kindOf = client.Kind("v1", "Namespace");
        await client.UpdateAsync(kindOf, "", ns.Name, obj => Report(obj, left), "status").ConfigureAwait(false);
        if (left.Count == 0)
        {
            await client.UpdateAsync(kindOf, "", ns.Name, Finish, "finalize").ConfigureAwait(false);
        }
    }

    private IEnumerable<(Kind Kind, StoredObject Stored)> Content(string ns)
    {
        foreach (var table in core.Store.Tables.OrderBy(t => t.StorageKey, StringComparer.Ordinal))
        {
            if (core.Kinds.ByStorage(table.StorageKey) is not [{ Resource.Namespaced: true } kind, ..])
            {
                continue;
            }

            foreach (var stored in ObjectReads.InNamespace(table, ns))
            {
                yield return (kind, stored);
            }
        }
    }

    private static bool Finish(JsonObject ns)
    {
        var left = ObjectFields.Texts(ns["spec"] as JsonObject, "finalizers").Where(f => f != "kubernetes").ToArray();
        ObjectFields.Ensure(ns, "spec")["finalizers"] = new JsonArray(left.Select(f => (JsonNode?)JsonValue.Create(f)).ToArray());
        return true;
    }

    /// <summary>The five conditions of a terminating namespace, in the namespace controller's words.</summary>
    private bool Report(JsonObject ns, List<(Kind Kind, StoredObject Stored)> left)
    {
        var status = ObjectFields.Ensure(ns, "status");
        status["phase"] = "Terminating";
        Set(status, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        Set(status, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set(status, "NamespaceDeletionContentFailure", false, "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization");
        if (left.Count == 0)
        {
            Set(status, "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed");
            Set(status, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
            return true;
        }

        var resources = left
            .GroupBy(l => $"{l.Kind.Resource.Plural}.{l.Kind.Resource.Group}")
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} has {g.Count()} resource instances");
        Set(status, "NamespaceContentRemaining", true, "SomeResourcesRemain",
            "Some resources are remaining: " + string.Join(", ", resources));
        var finalizers = left
            .SelectMany(l => l.Stored.Head.Finalizers)
            .GroupBy(f => f, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} in {g.Count()} resource instances")
            .ToList();
        if (finalizers.Count > 0)
        {
            Set(status, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: " + string.Join(", ", finalizers));
        }
        else
        {
            Set(status, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
        }

        return true;
    }

    private void Set(JsonObject status, string type, bool value, string reason, string message)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var found = conditions.OfType<JsonObject>().FirstOrDefault(c => ObjectFields.Text(c, "type") == type);
        if (found is null)
        {
            found = new JsonObject { ["type"] = type };
            conditions.Add(found);
        }

        var text = value ? "True" : "False";
        if (ObjectFields.Text(found, "status") != text)
        {
            found["status"] = text;
            found["lastTransitionTime"] = ObjectCreation.Timestamp(core.Now);
        }

        found["reason"] = reason;
        found["message"] = message;
    }
}
