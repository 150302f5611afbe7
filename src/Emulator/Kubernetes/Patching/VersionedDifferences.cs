using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>What a write changed, seen in each version that an owner wrote in.</summary>
internal sealed class VersionedDifferences
{
    private readonly Dictionary<string, (FieldSet Changes, FieldSet Removed)> known = new(StringComparer.Ordinal);
    private readonly JsonObject before;
    private readonly JsonObject after;
    private readonly FieldWrite write;
    private readonly FieldSet ignored;

    /// <param name="ignored">Top-level fields that this kind of write resets anyway.</param>
    public VersionedDifferences(JsonObject before, JsonObject after, FieldWrite write, FieldSet ignored)
    {
        (this.before, this.after, this.write, this.ignored) = (before, after, write, ignored);
        Changes = Compare(before, after, write.Type, write.ApiVersion).Changes;
    }

    /// <summary>Added and modified fields in the write's own version.</summary>
    public FieldSet Changes { get; }

    public FieldSet ChangesFor(Ownership owner) => At(owner.ApiVersion).Changes;

    public FieldSet RemovedFor(Ownership owner) => At(owner.ApiVersion).Removed;

    /// <summary>Owners in versions that are gone own nothing any more.</summary>
    public void DropUnknown(Dictionary<FieldManager, Ownership> entries, FieldManager? self)
    {
        if (write.Others is not { } others)
        {
            return;
        }

        foreach (var (manager, owned) in entries.ToList())
        {
            if (manager != self && owned.ApiVersion != write.ApiVersion && others.TypeOf(owned.ApiVersion) is null)
            {
                entries.Remove(manager);
            }
        }
    }

    private (FieldSet Changes, FieldSet Removed) At(string apiVersion)
    {
        if (write.Others?.TypeOf(apiVersion) is not { } type)
        {
            apiVersion = write.ApiVersion;
            type = write.Type;
        }

        return known.TryGetValue(apiVersion, out var found)
            ? found
            : Compare(Convert(before, apiVersion, type), Convert(after, apiVersion, type), type, apiVersion);
    }

    private JsonObject Convert(JsonObject obj, string apiVersion, MergeType type)
    {
        var converted = write.Others!.Convert(obj, apiVersion);
        return TypedWalk.Problem(converted, type, true) is { } problem ? throw new PatchException(500, problem) : converted;
    }

    private (FieldSet Changes, FieldSet Removed) Compare(JsonObject old, JsonObject now, MergeType type, string apiVersion)
    {
        var comparison = TypedComparison.Of(old, now, type).Without(ignored);
        return known[apiVersion] = (comparison.Modified.Union(comparison.Added), comparison.Removed);
    }
}
