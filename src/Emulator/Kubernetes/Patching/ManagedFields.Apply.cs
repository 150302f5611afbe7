using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <content>Server-side apply.</content>
internal static partial class ManagedFields
{
    /// <summary>The object that applying a configuration gives, with its managedFields.</summary>
    /// <param name="live">The stored object, in the end as it was; null when the apply creates it.</param>
    /// <param name="changed">False when only owners may have changed.</param>
    /// <exception cref="ApplyConflictException">Others own fields with other values, and it is not forced.</exception>
    /// <exception cref="PatchException">500 when the configuration does not fit the schema, 400 when it has managedFields.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject applied, FieldWrite write, bool force, out bool changed)
    {
        if ((applied["metadata"] as JsonObject)?["managedFields"] is not null)
        {
            throw new PatchException(400, "metadata.managedFields must be nil");
        }

        if (TypedWalk.Problem(applied, write.Type, false) is { } problem)
        {
            throw new PatchException(500, $"failed to create typed patch object ({Describe(applied)}): {problem}");
        }

        if (Misfit(live, write) is { } misfit)
        {
            throw new PatchException(500, $"failed to create typed live object ({Describe(live!)}): {misfit}");
        }

        // With other versions all may be begun anew, from the same.
        var current = live is null || write.Others is not null ? (JsonObject)(live ?? write.Empty).DeepClone() : live;
        var metadata = current["metadata"] as JsonObject ?? [];
        var managers = FieldManagers.Read(metadata["managedFields"]) ?? new FieldManagers();
        var place = metadata.IndexOf("managedFields");
        var stored = place < 0 ? null : metadata[place];
        metadata.Remove("managedFields");
        JsonObject result;
        try
        {
            if (managers.IsEmpty && live is not null)
            {
                Track(managers, write.Empty, current, write with { Manager = BeforeFirstApply }, "Update");
            }

            result = Merge(current, applied, managers, write, force);
            changed = live is null || !SameJson.Equal(result, current);
        }
        finally
        {
            if (place >= 0)
            {
                metadata.Insert(place, "managedFields", stored);
            }
        }

        var self = new FieldManager(write.Manager, "Apply", "", write.Subresource);
        if (managers.Entries.TryGetValue(self, out var owned) && changed)
        {
            managers.Entries[self] = owned with { Time = write.Now };
        }

        KeepLastApplied(result, applied, write.Manager);
        Set(result, managers);
        return result;
    }

    private static JsonObject Merge(JsonObject current, JsonObject applied, FieldManagers managers, FieldWrite write, bool force)
    {
        try
        {
            return ApplyOnce(current, applied, managers, write, force);
        }
        catch (ApplyConflictException) when (write.Manager == "kubectl" && LastApplied.Owns(current, write, out var allowed))
        {
            // What kubectl itself applied on the client side before is not another's.
            return ApplyOnce(current, applied, managers, write, force, allowed);
        }
    }

    private static JsonObject ApplyOnce(
        JsonObject current, JsonObject applied, FieldManagers managers, FieldWrite write, bool force, FieldSet? allowed = null)
    {
        var self = new FieldManager(write.Manager, "Apply", "", write.Subresource);
        var last = managers.Entries.GetValueOrDefault(self);
        var merged = (JsonObject)(TypedMerge.Merge(current, applied, write.Type) ?? new JsonObject());
        var set = TypedWalk.Fields(applied, write.Type).Without(Reset(write));
        var entries = new Dictionary<FieldManager, Ownership>(managers.Entries)
        {
            [self] = new Ownership(set, write.ApiVersion, last?.Time),
        };

        // Who still applies all that it did has nothing to be taken away.
        var result = last is null || last.Fields.IsEmpty || last.Fields.IsWithin(set) ? merged : Prune(merged, entries, last.Fields, write.Type);
        var differences = new VersionedDifferences(current, result, write, Reset(write));
        differences.DropUnknown(entries, self);
        var conflicts = Conflicts(entries, self, differences);
        if (allowed is not null)
        {
            var rest = conflicts.Select(c => (c.Manager, Fields: c.Fields.Difference(allowed))).Where(c => !c.Fields.IsEmpty).ToList();
            force |= rest.Count == 0;
            conflicts = force ? conflicts : rest;
        }

        if (!force && conflicts.Count > 0)
        {
            throw Conflict(conflicts);
        }

        Release(entries, self, differences);
        managers.Entries.Clear();
        foreach (var (manager, owned) in entries)
        {
            managers.Entries[manager] = manager == self ? owned with { Fields = owned.Fields.Difference(Never) } : owned;
        }

        managers.DropEmpty();
        return result;
    }

    private static List<(FieldManager Manager, FieldSet Fields)> Conflicts(
        Dictionary<FieldManager, Ownership> entries, FieldManager self, VersionedDifferences differences)
    {
        var conflicts = new List<(FieldManager, FieldSet)>();
        foreach (var (manager, owned) in entries)
        {
            if (manager != self && owned.Fields.Intersection(differences.ChangesFor(owned)) is { IsEmpty: false } fields)
            {
                conflicts.Add((manager, fields));
            }
        }

        return conflicts;
    }

    /// <summary>Removes what this manager applied before and no longer does, unless someone else owns it.</summary>
    private static JsonObject Prune(JsonObject merged, Dictionary<FieldManager, Ownership> entries, FieldSet last, MergeType type)
    {
        var named = last.WithNamedParents(type);
        var pruned = TypedWalk.Remove(merged, named, type);
        var owned = entries.Values.Aggregate(new FieldSet(), (all, o) => all.Union(o.Fields)).WithNamedParents(type);
        var mergedFields = TypedWalk.Fields(merged, type).WithNamedParents(type);
        var prunedFields = TypedWalk.Fields(pruned, type).WithNamedParents(type);
        pruned = TypedWalk.Remove(merged, mergedFields.Difference(prunedFields.Union(owned)), type);
        prunedFields = TypedWalk.Fields(pruned, type).WithNamedParents(type);
        return (JsonObject?)TypedWalk.Remove(merged, mergedFields.Difference(prunedFields).Intersection(named), type) ?? [];
    }
}
