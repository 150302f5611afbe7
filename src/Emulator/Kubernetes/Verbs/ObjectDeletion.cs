using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Options of a delete, read and checked.</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool? OrphanDependents { get; init; }

    public string? PropagationPolicy { get; init; }

    /// <summary>As webhooks see them.</summary>
    public JsonObject ToJson(bool dryRun)
    {
        var json = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "meta.k8s.io/v1" };
        if (GracePeriodSeconds is { } grace)
        {
            json["gracePeriodSeconds"] = grace;
        }

        if (Uid is not null || ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            if (Uid is not null)
            {
                preconditions["uid"] = Uid;
            }

            if (ResourceVersion is not null)
            {
                preconditions["resourceVersion"] = ResourceVersion;
            }

            json["preconditions"] = preconditions;
        }

        if (OrphanDependents is { } orphan)
        {
            json["orphanDependents"] = orphan;
        }

        if (PropagationPolicy is { } policy)
        {
            json["propagationPolicy"] = policy;
        }

        if (dryRun)
        {
            json["dryRun"] = new JsonArray("All");
        }

        return json;
    }
}

/// <summary>Deleting: grace, finalizers and propagation as the generic registry's Delete does them.</summary>
internal static class ObjectDeletion
{
    public const string Orphan = "orphan";
    public const string Foreground = "foregroundDeletion";

    /// <summary>The object when it survives or the kind shows it anyway; else null: a Success Status is due.</summary>
    public readonly record struct Result(JsonObject? Object, StoredObject? Stored, StoredObject Last);

    /// <param name="scope">Who deletes what.</param>
    /// <param name="options">How.</param>
    /// <param name="admitted">The delete is part of a request that admission has seen.</param>
    public static async Task<Result> DeleteAsync(WriteScope scope, DeleteOptions options, bool admitted = false)
    {
        while (true)
        {
            var current = scope.Table.Find(scope.Namespace, scope.Name)
                ?? throw KubeErrors.NotFound(scope.Kind.Resource, scope.Name);
            var old = await ObjectReads.ReadAsync(scope.Kind, current, scope.Cancellation).ConfigureAwait(false);
            if (!admitted)
            {
                var attributes = scope.Admission("DELETE", null, old);
                await scope.Core.Admission.MutateAsync(attributes).ConfigureAwait(false);
                await scope.Core.Admission.ValidateAsync(attributes).ConfigureAwait(false);
                admitted = true;
            }

            CheckPreconditions(scope, options, current);
            if (await TryAsync(scope, options, current, old).ConfigureAwait(false) is { } result)
            {
                return result;
            }
        }
    }

    private static async Task<Result?> TryAsync(
        WriteScope scope, DeleteOptions options, StoredObject current, JsonObject old)
    {
        var obj = old.DeepClone().AsObject();
        var step = Plan(scope, options, obj);
        if (step == Step.Pending)
        {
            return new Result(null, current, current);
        }

        if (step == Step.RemoveNow)
        {
            return await RemoveAsync(scope, current, null).ConfigureAwait(false);
        }

        if (scope.DryRun)
        {
            return new Result(obj, null, current);
        }

        var stored = current;
        if (!JsonNode.DeepEquals(obj, old))
        {
            var draft = await StoredForm.DraftAsync(scope, obj).ConfigureAwait(false);
            stored = scope.Core.Store.TryPut(scope.Table, current, draft);
            if (stored is null)
            {
                return null;
            }

            await scope.Core.CommittedAsync(scope.Kind, stored, current).ConfigureAwait(false);
        }

        // Graceful with nothing left to wait for: the marked object goes right after it was seen.
        return step == Step.MarkThenRemove
            ? await RemoveAsync(scope, stored, stored).ConfigureAwait(false)
            : new Result(null, stored, stored);
    }

    private enum Step
    {
        /// <summary>Already on its way; answered as it is.</summary>
        Pending,
        RemoveNow,
        Mark,
        MarkThenRemove,
    }

    /// <summary>rest.BeforeDelete and the finalizers of the propagation policy, on the request's copy.</summary>
    private static Step Plan(WriteScope scope, DeleteOptions options, JsonObject obj)
    {
        var kind = scope.Kind;
        var metadata = ObjectCreation.Metadata(obj);
        var isFirst = metadata["deletionTimestamp"] is null;
        if (isFirst ? kind.MarkDeleted(obj, scope.Core.Context(kind)) : IsTakenApart(kind))
        {
            // Namespaces and CRDs: their controllers take them apart and finish the deletion.
            if (isFirst && kind.StorageKey == "namespaces")
            {
                SetPropagation(kind, options, metadata);
            }

            return IsHeld(obj, metadata) ? Step.Mark : Step.RemoveNow;
        }

        var grace = kind.DefaultGracePeriodSeconds(obj);
        var graceful = false;
        long seconds = 0;
        if (metadata["deletionTimestamp"] is not null)
        {
            if (metadata["deletionGracePeriodSeconds"] is not null)
            {
                var left = ObjectFields.Number(metadata, "deletionGracePeriodSeconds");
                if (options.GracePeriodSeconds is not { } wanted || wanted >= left)
                {
                    return Step.Pending;
                }

                var began = DateTimeOffset.Parse(
                    ObjectFields.Text(metadata, "deletionTimestamp"), CultureInfo.InvariantCulture).AddSeconds(-left);
                seconds = Math.Max(wanted, 0);
                metadata["deletionTimestamp"] = ObjectCreation.Timestamp(began.AddSeconds(seconds));
                metadata["deletionGracePeriodSeconds"] = seconds;
                graceful = true;
            }
        }
        else if (grace is { } usual)
        {
            seconds = usual == 0 ? 0 : options.GracePeriodSeconds ?? usual;
            seconds = seconds < 0 ? 1 : seconds;
            graceful = true;
            Mark(scope, metadata, seconds);
        }

        SetPropagation(kind, options, metadata);
        var held = metadata["finalizers"] is JsonArray { Count: > 0 };
        if (!graceful)
        {
            if (!held)
            {
                return Step.RemoveNow;
            }

            Mark(scope, metadata, 0);
            return Step.Mark;
        }

        return held || seconds > 0 ? Step.Mark : Step.MarkThenRemove;
    }

    private static bool IsTakenApart(Kind kind) =>
        kind.StorageKey is "namespaces" or "customresourcedefinitions.apiextensions.k8s.io";

    private static bool IsHeld(JsonObject obj, JsonObject metadata) =>
        obj["spec"]?["finalizers"] is JsonArray { Count: > 0 } || metadata["finalizers"] is JsonArray { Count: > 0 };

    private static void Mark(WriteScope scope, JsonObject metadata, long seconds)
    {
        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = ObjectCreation.Timestamp(scope.Core.Now.AddSeconds(seconds));
            if (ObjectFields.Number(metadata, "generation") is > 0 and var generation)
            {
                metadata["generation"] = generation + 1;
            }
        }

        metadata["deletionGracePeriodSeconds"] = seconds;
    }

    /// <summary>deletionFinalizersForGarbageCollection: an explicit policy, else a finalizer, else the kind's default.</summary>
    private static void SetPropagation(Kind kind, DeleteOptions options, JsonObject metadata)
    {
        var there = ObjectFields.Texts(metadata, "finalizers").ToList();
        bool orphan, foreground;
        if (options.OrphanDependents is { } explicitly)
        {
            (orphan, foreground) = (explicitly, false);
        }
        else if (options.PropagationPolicy is { } policy)
        {
            (orphan, foreground) = (policy == "Orphan", policy == "Foreground");
        }
        else
        {
            var decided = there.FirstOrDefault(f => f is Orphan or Foreground);
            foreground = decided == Foreground;
            orphan = decided == Orphan || (decided is null && kind.OrphansDependentsByDefault);
        }

        var wanted = there.Where(f => f is not (Orphan or Foreground)).ToList();
        if (orphan)
        {
            wanted.Add(Orphan);
        }

        if (foreground)
        {
            wanted.Add(Foreground);
        }

        if (wanted.Count == 0)
        {
            metadata.Remove("finalizers");
        }
        else if (!wanted.ToHashSet().SetEquals(there))
        {
            metadata["finalizers"] = new JsonArray(wanted.Select(f => (JsonNode?)JsonValue.Create(f)).ToArray());
        }
    }

    private static async Task<Result?> RemoveAsync(WriteScope scope, StoredObject current, StoredObject? shown)
    {
        var stored = shown ?? (scope.Kind.DeleteReturnsObject ? current : null);
        if (scope.DryRun)
        {
            return new Result(null, stored, current);
        }

        var gone = scope.Core.Store.TryRemove(scope.Table, current);
        if (gone is null)
        {
            return null;
        }

        await scope.Core.CommittedAsync(scope.Kind, null, gone).ConfigureAwait(false);
        return new Result(null, stored, current);
    }

    /// <summary>Whether the object is the one that the caller saw.</summary>
    public static void CheckPreconditions(WriteScope scope, DeleteOptions options, StoredObject current)
    {
        if (options.Uid is { } uid && uid != current.Uid)
        {
            if (scope.Kind.StorageKey == "namespaces")
            {
                // Their storage checks it itself, in the words of the lower layer.
                throw KubeErrors.Conflict(
                    scope.Kind.Resource,
                    scope.Name,
                    $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
            }

            throw Refuse(
                scope,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). "
                + "The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } version
            && version != current.Revision.ToString(CultureInfo.InvariantCulture))
        {
            if (scope.Kind.StorageKey == "namespaces")
            {
                throw KubeErrors.Conflict(
                    scope.Kind.Resource,
                    scope.Name,
                    $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {current.Revision}");
            }

            throw Refuse(
                scope,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record "
                + $"({current.Revision}). The object might have been modified");
        }
    }

    /// <summary>These conflicts name the kind, not the plural.</summary>
    private static KubeException Refuse(WriteScope scope, string cause)
    {
        var r = scope.Kind.Resource;
        return KubeErrors.Conflict(r with { Plural = r.Kind }, scope.Name, cause);
    }
}
