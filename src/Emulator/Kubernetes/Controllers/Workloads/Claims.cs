using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// Who controls what, as the controllers' reference manager decides: objects without controller that a selector
/// matches are adopted, owned ones that it no longer matches are let go.
/// </summary>
internal static class Claims
{
    /// <summary>An owner reference of a controller.</summary>
    public static JsonObject Reference(JsonObject owner) => new()
    {
        ["apiVersion"] = Text(owner, "apiVersion"),
        ["kind"] = Text(owner, "kind"),
        ["name"] = Name(owner),
        ["uid"] = Text(Child(owner, "metadata"), "uid"),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>The uid of the object's controller; empty when it has none.</summary>
    public static string ControllerUid(JsonObject obj) => Items(Child(obj, "metadata"), "ownerReferences")
        .Where(o => Flag(o.Item, "controller"))
        .Select(o => Text(o.Item, "uid"))
        .FirstOrDefault("");

    /// <summary>All objects of a kind that the owner controls now, those on their way out too.</summary>
    /// <param name="client">The controller's hands.</param>
    /// <param name="kind">What is claimed.</param>
    /// <param name="owner">Who claims.</param>
    /// <param name="selector">A label selector.</param>
    /// <param name="may">What else must hold of an object for it to be adopted.</param>
    /// <param name="finalizer">What the owner holds its objects back with; it comes and goes with them.</param>
    public static async ValueTask<List<JsonObject>> ClaimAsync(
        ClusterClient client,
        Kind kind,
        JsonObject owner,
        JsonObject? selector,
        Func<JsonObject, bool>? may = null,
        string? finalizer = null)
    {
        var (ns, uid) = (Namespace(owner), Text(Child(owner, "metadata"), "uid"));
        var claimed = new List<JsonObject>();
        foreach (var stored in ObjectReads.InNamespace(client.Core.Table(kind), ns).ToList())
        {
            var mine = stored.Head.OwnerUids.Contains(uid);
            if (!mine && (stored.Head.Deleting || stored.Head.Labels is null))
            {
                continue;
            }

            var matches = selector is not null && SelectorRules.Matches(selector, stored.Head.Labels);
            if (!mine && !matches)
            {
                continue;
            }

            var obj = stored.Parse();
            var controller = ControllerUid(obj);
            if (controller == uid && matches)
            {
                claimed.Add(obj);
            }
            else if (controller == uid)
            {
                await ReleaseAsync(client, kind, stored, uid, finalizer).ConfigureAwait(false);
            }
            else if (controller.Length == 0 && (may?.Invoke(obj) ?? true)
                && await AdoptAsync(client, kind, stored, owner, finalizer).ConfigureAwait(false)
                && client.Core.Table(kind).Find(ns, stored.Name) is { } now)
            {
                claimed.Add(now.Parse());
            }
        }

        return claimed;
    }

    /// <summary>Takes a finalizer off an object that is not stored yet.</summary>
    public static void RemoveFinalizer(JsonObject metadata, string finalizer)
    {
        var kept = Texts(metadata, "finalizers").Where(f => f != finalizer).Select(f => (JsonNode?)f).ToArray();
        if (kept.Length == 0)
        {
            metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = new JsonArray(kept);
        }
    }

    public static void AddFinalizer(JsonObject metadata, string finalizer) => metadata["finalizers"] = new JsonArray(
        [.. Texts(metadata, "finalizers").Append(finalizer).Distinct(StringComparer.Ordinal).Select(f => (JsonNode?)f)]);

    private static ValueTask<bool> AdoptAsync(
        ClusterClient client, Kind kind, StoredObject stored, JsonObject owner, string? finalizer) =>
        client.UpdateAsync(kind, stored.Namespace, stored.Name, current =>
        {
            if (Text(Child(current, "metadata"), "uid") != stored.Uid || ControllerUid(current).Length > 0)
            {
                return false;
            }

            var metadata = Ensure(current, "metadata");
            if (metadata["ownerReferences"] is not JsonArray owners)
            {
                metadata["ownerReferences"] = owners = [];
            }

            owners.Add(Reference(owner));
            if (finalizer is not null)
            {
                AddFinalizer(metadata, finalizer);
            }

            return true;
        });

    private static ValueTask<bool> ReleaseAsync(
        ClusterClient client, Kind kind, StoredObject stored, string uid, string? finalizer) =>
        client.UpdateAsync(kind, stored.Namespace, stored.Name, current =>
        {
            var metadata = Ensure(current, "metadata");
            var kept = Items(metadata, "ownerReferences")
                .Where(o => Text(o.Item, "uid") != uid)
                .Select(o => (JsonNode?)o.Item.DeepClone()).ToArray();
            if (kept.Length == 0)
            {
                metadata.Remove("ownerReferences");
            }
            else
            {
                metadata["ownerReferences"] = new JsonArray(kept);
            }

            if (finalizer is not null)
            {
                RemoveFinalizer(metadata, finalizer);
            }

            return true;
        });
}
