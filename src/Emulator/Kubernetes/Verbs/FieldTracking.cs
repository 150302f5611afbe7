using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Where writes meet the bookkeeping of managedFields.</summary>
internal static class FieldTracking
{
    private static readonly ConditionalWeakTable<Kind, MergeType> Types = [];
    private static readonly ConditionalWeakTable<Kind, JsonObject> Empties = [];

    /// <summary>Before admission of a create.</summary>
    public static ValueTask CreatedAsync(WriteScope scope, JsonObject obj) => TrackAsync(scope, obj, null);

    /// <summary>Before admission of an update; <paramref name="old"/> in canonical form.</summary>
    public static ValueTask UpdatedAsync(WriteScope scope, JsonObject obj, JsonObject old) => TrackAsync(scope, obj, old);

    /// <summary>This write as field management sees it.</summary>
    public static FieldWrite WriteOf(WriteScope scope)
    {
        var kind = scope.Kind;
        var custom = kind.TypeName is null;
        return new FieldWrite(
            scope.Manager,
            kind.Resource.ApiVersion,
            scope.Subresource,
            ObjectCreation.Timestamp(scope.Core.Now),
            TypeOf(kind))
        {
            ResetFields = (scope.Subresource, kind.HasStatus, custom) switch
            {
                ("status", _, true) => ["spec", "metadata"],
                ("status", _, _) => ["spec"],
                (_, true, _) => ["status"],
                _ => [],
            },
            Custom = custom,
            Empty = Empties.GetValue(kind, MakeEmpty),
        };
    }

    /// <summary>The object in the form field sets are computed on.</summary>
    public static JsonObject Canonical(Kind kind, JsonObject obj) =>
        PatchVerb.TypeOf(kind) is { } type ? TypedOutput.Canonical(obj, type) : TypedOutput.CanonicalCustom(obj);

    /// <summary>
    /// Whether two objects differ in nothing but the times of their managedFields; <paramref name="old"/> in canonical
    /// form, and not to be used any more.
    /// </summary>
    public static bool SameButTimes(Kind kind, JsonObject obj, JsonObject old)
    {
        var now = Canonical(kind, obj);
        return SameJson.Equal(now, old) || SameJson.Equal(WithoutTimes(now), WithoutTimes(old));
    }

    private static async ValueTask TrackAsync(WriteScope scope, JsonObject obj, JsonObject? old)
    {
        var managed = await OtherVersions.WithAsync(scope, others => Track(scope, obj, old, others)).ConfigureAwait(false);
        var metadata = ObjectCreation.Metadata(obj);
        if (managed is null)
        {
            metadata.Remove("managedFields");
        }
        else
        {
            metadata["managedFields"] = managed;
        }
    }

    private static JsonNode? Track(WriteScope scope, JsonObject obj, JsonObject? old, IOtherVersions? others)
    {
        var sent = obj["metadata"]?["managedFields"];
        if (others is null && sent is not null)
        {
            // Read once and replaced by the caller: moved instead of copied. With other versions all may begin anew.
            obj["metadata"]!.AsObject().Remove("managedFields");
        }

        var after = Canonical(scope.Kind, obj);
        if (sent is JsonArray { Count: 0 })
        {
            // "Forget the owners": canonical forms know no empty lists.
            ObjectCreation.Metadata(after)["managedFields"] = new JsonArray();
        }
        else if (others is null && sent is not null)
        {
            ObjectCreation.Metadata(after)["managedFields"] = sent;
        }

        ManagedFields.Update(old, after, WriteOf(scope) with { Others = others });
        if (after["metadata"]?["managedFields"] is not { } managed)
        {
            return null;
        }

        after["metadata"]!.AsObject().Remove("managedFields");
        return managed;
    }

    /// <summary>How values of a kind merge.</summary>
    public static MergeType TypeOf(Kind kind) => Types.GetValue(kind, MakeType);

    private static JsonObject MakeEmpty(Kind kind)
    {
        var identity = new JsonObject { ["apiVersion"] = kind.Resource.ApiVersion, ["kind"] = kind.Resource.Kind };
        return PatchVerb.TypeOf(kind) is { } type ? TypedOutput.Canonical(identity, type) : identity;
    }

    private static MergeType MakeType(Kind kind)
    {
        if (PatchVerb.TypeOf(kind) is { } type)
        {
            return MergeType.Of(type);
        }

        return kind is CustomKind custom && custom.Definition.Schema.Value is StructuralSchema schema
            ? MergeType.Of(schema)
            : MergeType.Deduced;
    }

    private static JsonObject WithoutTimes(JsonObject copy)
    {
        if (copy["metadata"]?["managedFields"] is JsonArray entries)
        {
            foreach (var entry in entries.OfType<JsonObject>())
            {
                entry.Remove("time");
            }
        }

        return copy;
    }
}
