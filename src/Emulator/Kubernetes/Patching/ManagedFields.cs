using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Fields that others own; the causes of the 409.</summary>
internal sealed class ApplyConflictException(string message, IReadOnlyList<(string Message, string Field)> causes) : Exception(message)
{
    /// <summary>Reason of each is FieldManagerConflict.</summary>
    public IReadOnlyList<(string Message, string Field)> Causes { get; } = causes;
}

/// <summary>
/// Server-side apply and the tracking of owners: apimachinery's FieldManager chain over structured-merge-diff's updater.
/// An owner's fields are compared in the owner's version; only what an apply no longer names is looked for in the write's.
/// </summary>
internal static partial class ManagedFields
{
    private const string BeforeFirstApply = "before-first-apply";
    private static readonly FieldSet Never = MakeNever();

    /// <summary>
    /// After a create, update or patch: works out who owns what and writes metadata.managedFields into the new object.
    /// </summary>
    /// <param name="live">The stored object, not changed; null on create.</param>
    /// <param name="after">The object to be stored, defaults filled; its own managedFields tell what the client sent.</param>
    public static void Update(JsonObject? live, JsonObject after, FieldWrite write)
    {
        var managers = LiveOrSent(live, after, write.Subresource.Length > 0);
        Set(after, null);
        if (Misfit(after, write) is not null || Misfit(live, write) is not null)
        {
            // A status that is about to be dropped, or what an older schema let in: no owner is kept of what has no type.
            return;
        }

        if (managers.IsEmpty && live is not null)
        {
            // Untracked objects stay so until the first Apply.
            return;
        }

        try
        {
            Track(managers, live ?? write.Empty, after, write, "Update");
        }
        catch (PatchException)
        {
            // A webhook made of it what its version's schema does not know: as above.
            return;
        }

        managers.Cap();
        Set(after, managers);
    }

    private static void Track(FieldManagers managers, JsonObject old, JsonObject now, FieldWrite write, string operation)
    {
        var (before, ignored) = (old, Reset(write));
        if (write.Others is null)
        {
            ignored.Add(["f:metadata", "f:managedFields"]);
        }
        else
        {
            before = (JsonObject)old.DeepClone();
            Set(before, null);
        }

        var differences = new VersionedDifferences(before, now, write, ignored);
        differences.DropUnknown(managers.Entries, null);
        Release(managers.Entries, null, differences);
        managers.DropEmpty();
        var own = differences.Changes.Difference(Never);
        if (own.IsEmpty)
        {
            return;
        }

        var self = new FieldManager(write.Manager.Length == 0 ? "unknown" : write.Manager, operation, write.ApiVersion, write.Subresource);
        var previous = managers.Entries.GetValueOrDefault(self)?.Fields;
        managers.Entries[self] = new Ownership(previous is null ? own : own.Union(previous), write.ApiVersion, write.Now);
    }

    /// <summary>Takes from all others what was changed or removed.</summary>
    private static void Release(
        Dictionary<FieldManager, Ownership> entries, FieldManager? self, VersionedDifferences differences)
    {
        foreach (var (manager, owned) in entries.ToList())
        {
            if (manager != self)
            {
                entries[manager] = owned with
                {
                    Fields = owned.Fields.Difference(differences.ChangesFor(owned)).Difference(differences.RemovedFor(owned)),
                };
            }
        }
    }

    private static ApplyConflictException Conflict(List<(FieldManager Manager, FieldSet Fields)> conflicts)
    {
        var all = conflicts.OrderBy(c => c.Manager.ToString(), StringComparer.Ordinal)
            .SelectMany(c => c.Fields.Paths().Select(p => (Manager: c.Manager.ToString(), Path: PathElements.Show(p)))).ToList();
        var causes = all.Select(c => ($"conflict with {c.Manager}", c.Path)).ToList();
        if (all.Count == 1)
        {
            return new ApplyConflictException($"Apply failed with 1 conflict: conflict with {all[0].Manager}: {all[0].Path}", causes);
        }

        var text = new StringBuilder($"Apply failed with {all.Count} conflicts: ");
        text.AppendJoin('\n', all.GroupBy(c => c.Manager).Select(g =>
            $"conflicts with {g.Key}:\n{string.Join('\n', g.Select(c => "- " + c.Path))}"));
        return new ApplyConflictException(text.ToString(), causes);
    }

    private static FieldManagers LiveOrSent(JsonObject? live, JsonObject after, bool ignoreSent)
    {
        var stored = (live?["metadata"] as JsonObject)?["managedFields"];
        var sent = (after["metadata"] as JsonObject)?["managedFields"];
        if (!ignoreSent)
        {
            if (FieldManagers.IsReset(sent))
            {
                return new FieldManagers();
            }

            if (FieldManagers.Read(sent) is { IsEmpty: false } managers)
            {
                return managers;
            }
        }

        return FieldManagers.Read(stored) ?? new FieldManagers();
    }

    private static void KeepLastApplied(JsonObject result, JsonObject applied, string manager)
    {
        if (manager == "kubectl" && LastApplied.Text(result).Length > 0)
        {
            LastApplied.Write(result, applied);
        }
    }

    private static void Set(JsonObject obj, FieldManagers? managers)
    {
        if (obj["metadata"] is not JsonObject metadata)
        {
            return;
        }

        metadata.Remove("managedFields");
        if (managers is { IsEmpty: false })
        {
            metadata["managedFields"] = managers.Write();
        }
    }

    /// <summary>Why a custom resource does not fit its schema; objects of built-in kinds were typed when they were read.</summary>
    private static string? Misfit(JsonObject? obj, FieldWrite write) =>
        obj is null || !write.Custom ? null : TypedWalk.Problem(obj, write.Type, true);

    private static FieldSet Reset(FieldWrite write)
    {
        var set = new FieldSet();
        foreach (var field in write.ResetFields)
        {
            set.Add(["f:" + field]);
        }

        return set;
    }

    private static FieldSet MakeNever()
    {
        var set = new FieldSet();
        foreach (var name in (string[])["apiVersion", "kind", "metadata"])
        {
            set.Add(["f:" + name]);
        }

        foreach (var name in (string[])["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
            "managedFields", "resourceVersion"])
        {
            set.Add(["f:metadata", "f:" + name]);
        }

        return set;
    }

    private static string Describe(JsonObject obj)
    {
        var metadata = obj["metadata"] as JsonObject;
        var version = (string?)obj["apiVersion"] ?? "";
        return $"{Name(metadata, "namespace")}/{Name(metadata, "name")}; {version}, Kind={(string?)obj["kind"]}";
    }

    private static string Name(JsonObject? metadata, string key) =>
        metadata?[key] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
