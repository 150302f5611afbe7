using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>How an update makes the new object, and what it may do besides.</summary>
internal sealed record UpdatePlan
{
    /// <summary>
    /// From the current object (the callee's own copy; null when absent and <see cref="CreateIfMissing"/>) to the new
    /// one, in the scope's version. Called again when somebody else wrote in between.
    /// </summary>
    public required Func<JsonObject?, ValueTask<JsonObject>> Transform { get; init; }

    public bool CreateIfMissing { get; init; }

    /// <summary>The transformer leaves what it is given as it is: no copy is made for it.</summary>
    public bool LeavesCurrent { get; init; }

    /// <summary>PUT treats the body's uid as a precondition; patches validate it as an immutable field.</summary>
    public bool UidIsPrecondition { get; init; }

    /// <summary>The transformer has settled managedFields itself (apply).</summary>
    public bool TracksFields { get; init; }

    /// <summary>The write is part of another that admission has seen: a binding, an eviction.</summary>
    public bool IsAdmitted { get; init; }

    /// <summary>Keeps old parts in place of the kind's own preparation (finalize, scale, approval…).</summary>
    public Action<JsonObject, JsonObject>? Prepare { get; init; }
}

/// <summary>Changing an object: optimistic, retried while others win, nothing written when nothing changed.</summary>
internal static class ObjectUpdate
{
    private const int TriesMax = 1000;

    public static async Task<WriteResult> UpdateAsync(WriteScope scope, UpdatePlan plan)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            var current = scope.Table.Find(scope.Namespace, scope.Name);
            if (current is null)
            {
                if (!plan.CreateIfMissing)
                {
                    throw KubeErrors.NotFound(scope.Kind.Resource, scope.Name);
                }

                var made = await plan.Transform(null).ConfigureAwait(false);
                return await ObjectCreation.CreateAsync(plan.TracksFields ? scope with { Manager = "" } : scope, made).ConfigureAwait(false);
            }

            if (await TryAsync(scope, plan, current).ConfigureAwait(false) is { } result)
            {
                return result;
            }
        }

        throw KubeErrors.Modified(scope.Kind.Resource, scope.Name);
    }

    private static async Task<WriteResult?> TryAsync(WriteScope scope, UpdatePlan plan, StoredObject current)
    {
        var (core, kind) = (scope.Core, scope.Kind);
        var old = await ObjectReads.ReadAsync(kind, current, scope.Cancellation).ConfigureAwait(false);
        var isAsStored = ReferenceEquals(current.Kind, kind);
        old = isAsStored ? old : FieldTracking.Canonical(kind, old);
        var given = plan.LeavesCurrent ? old : old.DeepClone().AsObject();
        var obj = await plan.Transform(given).ConfigureAwait(false);
        var metadata = ObjectCreation.Metadata(obj);
        CheckVersion(scope, metadata, current);
        CheckUid(scope, plan, metadata, current);
        if (scope.Manager.Length > 0 && !plan.TracksFields)
        {
            await FieldTracking.UpdatedAsync(scope, obj, old).ConfigureAwait(false);
        }

        if (!plan.IsAdmitted)
        {
            var attributes = scope.Admission("UPDATE", obj, old);
            await core.Admission.MutateAsync(attributes).ConfigureAwait(false);
            obj = scope.Admitted(attributes, obj);
        }

        OwnerRepeats.DropAdmitted(obj, scope.Warnings);
        kind.Default(obj);
        metadata = ObjectCreation.Metadata(obj);
        KeepSystemFields(metadata, ObjectCreation.Metadata(old));
        var context = core.Context(kind, scope.User);
        Prepare(scope, plan, obj, old, context);
        ObjectChecks.Changed(scope, obj, old, context);
        scope.Warnings.AddRange(kind.Warnings(obj, old));
        if (!plan.IsAdmitted)
        {
            await core.Admission.ValidateAsync(scope.Admission("UPDATE", obj, old)).ConfigureAwait(false);
        }

        metadata["resourceVersion"] = current.Revision.ToString(CultureInfo.InvariantCulture);
        var draft = isAsStored && kind.StorageApiVersion == kind.Resource.ApiVersion
            ? await StoredForm.DraftAsync(scope, obj).ConfigureAwait(false)
            : null;
        if (!(draft?.DiffersBesideOwners(current) ?? false) && FieldTracking.SameButTimes(kind, obj, old))
        {
            await StoredForm.TriedAsync(scope, obj).ConfigureAwait(false);
            return new WriteResult(null, current, false);
        }

        return await CommitAsync(scope, obj, draft, current).ConfigureAwait(false);
    }

    private static async Task<WriteResult?> CommitAsync(
        WriteScope scope, JsonObject obj, ObjectDraft? draft, StoredObject current)
    {
        var core = scope.Core;
        if (scope.DryRun)
        {
            return new WriteResult(await StoredForm.TriedAsync(scope, obj).ConfigureAwait(false), null, false);
        }

        if (IsGone(scope.Kind, obj))
        {
            var gone = core.Store.TryRemove(scope.Table, current);
            if (gone is null)
            {
                return null;
            }

            await core.CommittedAsync(scope.Kind, null, gone).ConfigureAwait(false);
            // The real server answers with the new content at the version before; watchers see the old content.
            return new WriteResult(obj, null, false);
        }

        draft ??= await StoredForm.DraftAsync(scope, obj).ConfigureAwait(false);
        var stored = core.Store.TryPut(scope.Table, current, draft);
        if (stored is null)
        {
            return null;
        }

        await core.CommittedAsync(scope.Kind, stored, current).ConfigureAwait(false);
        return new WriteResult(null, stored, false);
    }

    /// <summary>registry.ShouldDeleteDuringUpdate: a deletion that only waited for its last finalizer.</summary>
    internal static bool IsGone(Kind kind, JsonObject obj)
    {
        var metadata = ObjectCreation.Metadata(obj);
        return metadata["deletionTimestamp"] is not null
            && metadata["finalizers"] is not JsonArray { Count: > 0 }
            && ObjectFields.Number(metadata, "deletionGracePeriodSeconds") == 0
            && !(kind.StorageKey == "namespaces" && obj["spec"]?["finalizers"] is JsonArray { Count: > 0 });
    }

    private static void Prepare(WriteScope scope, UpdatePlan plan, JsonObject obj, JsonObject old, KindContext context)
    {
        var kind = scope.Kind;
        if (plan.Prepare is { } own)
        {
            own(obj, old);
        }
        else if (scope.Subresource == "status")
        {
            kind.PrepareForStatusUpdate(obj, old, context);
        }
        else
        {
            kind.PrepareForUpdate(obj, old, context);
        }

        if (scope.Subresource is not ("status" or "binding") && kind.RaisesGeneration(obj, old))
        {
            var metadata = ObjectCreation.Metadata(obj);
            metadata["generation"] = ObjectFields.Number(ObjectCreation.Metadata(old), "generation") + 1;
        }
    }

    private static void CheckVersion(WriteScope scope, JsonObject metadata, StoredObject current)
    {
        var said = ObjectFields.Text(metadata, "resourceVersion");
        if (said.Length == 0 || said == "0")
        {
            if (!scope.Kind.AllowUnconditionalUpdate)
            {
                // The kind in this one message is the plural: the registry knows no other name here.
                var resource = scope.Kind.Resource;
                throw KubeErrors.Invalid(resource.Group, resource.Plural, scope.Name, [
                    Validation.FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update"),
                ]);
            }

            return;
        }

        if (!ulong.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
        {
            throw KubeErrors.Unknown($"strconv.ParseUint: parsing \"{said}\": invalid syntax");
        }

        if (wanted != (ulong)current.Revision)
        {
            throw KubeErrors.Modified(scope.Kind.Resource, scope.Name);
        }
    }

    private static void CheckUid(WriteScope scope, UpdatePlan plan, JsonObject metadata, StoredObject current)
    {
        var said = ObjectFields.Text(metadata, "uid");
        if (said.Length == 0)
        {
            metadata["uid"] = current.Uid;
        }
        else if (said != current.Uid && plan.UidIsPrecondition)
        {
            throw KubeErrors.Conflict(
                scope.Kind.Resource,
                scope.Name,
                $"Precondition failed: UID in precondition: {said}, UID in object meta: {current.Uid}");
        }
    }

    /// <summary>What ValidateObjectMetaUpdate takes from the old object rather than refusing its absence.</summary>
    private static void KeepSystemFields(JsonObject metadata, JsonObject old)
    {
        Keep(metadata, old, "generation");
        metadata.Remove("selfLink");
        Keep(metadata, old, "creationTimestamp");

        if (old["deletionTimestamp"] is not null)
        {
            Keep(metadata, old, "deletionTimestamp");
            Keep(metadata, old, "deletionGracePeriodSeconds");
        }
    }

    private static void Keep(JsonObject to, JsonObject from, string field)
    {
        if (from[field] is { } value)
        {
            to[field] = value.DeepClone();
        }
        else
        {
            to.Remove(field);
        }
    }
}
