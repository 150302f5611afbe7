using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Creating: the order of steps is the generic registry's, from system fields to the store.</summary>
internal static class ObjectCreation
{
    private const string Suffixes = "bcdfghjklmnpqrstvwxz2456789";
    private const int NameTriesMax = 8;
    private const int GeneratedBaseMax = 58;

    /// <summary>Creates <paramref name="obj"/>, which is decoded, defaulted and the caller's to give away.</summary>
    public static async Task<WriteResult> CreateAsync(WriteScope scope, JsonObject obj)
    {
        CheckNamespace(scope, obj);
        var metadata = Metadata(obj);
        FillSystemFields(scope, metadata);
        if (scope.Manager.Length > 0)
        {
            await FieldTracking.CreatedAsync(scope, obj).ConfigureAwait(false);
        }

        var attributes = scope.Admission("CREATE", obj, null);
        await scope.Core.Admission.MutateAsync(attributes).ConfigureAwait(false);
        obj = scope.Admitted(attributes, obj);
        OwnerRepeats.DropAdmitted(obj, scope.Warnings);
        scope.Kind.Default(obj);
        if (scope.Kind.CreateRefusal is { } refusal)
        {
            throw attributes.Forbid(refusal);
        }

        for (var attempt = 1; ; attempt++)
        {
            // Only a generated name can be tried again.
            var again = attempt < NameTriesMax && ObjectFields.Name(obj).Length == 0;
            var tried = again ? obj.DeepClone().AsObject() : obj;
            var generated = NameIt(scope, Metadata(tried));
            var result = await TryAsync(scope, tried).ConfigureAwait(false);
            if (result is { } done)
            {
                return done;
            }

            var name = ObjectFields.Name(tried);
            if (!generated || attempt == NameTriesMax)
            {
                var there = scope.Table.Find(scope.Namespace, name);
                throw KubeErrors.AlreadyExists(scope.Kind.Resource, name, there?.Head.Deleting ?? false);
            }
        }
    }

    private static async Task<WriteResult?> TryAsync(WriteScope scope, JsonObject obj)
    {
        var (core, kind) = (scope.Core, scope.Kind);
        var metadata = Metadata(obj);
        var context = core.Context(kind, scope.User);
        kind.PrepareForCreate(obj, context);
        if (kind.ManagesGeneration)
        {
            metadata["generation"] = 1;
        }

        ObjectChecks.New(scope, obj, context);
        scope.Warnings.AddRange(kind.Warnings(obj, null));
        await core.Admission.ValidateAsync(scope.Admission("CREATE", obj, null)).ConfigureAwait(false);
        if (ulong.TryParse(ObjectFields.Text(metadata, "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given > 0)
        {
            throw KubeErrors.Unknown("resourceVersion should not be set on objects to be created");
        }

        metadata.Remove("resourceVersion");
        var name = ObjectFields.Text(metadata, "name");
        var table = scope.Table;
        if (scope.DryRun)
        {
            return table.Find(scope.Namespace, name) is null
                ? new WriteResult(await StoredForm.TriedAsync(scope, obj).ConfigureAwait(false), null, true)
                : null;
        }

        var draft = await StoredForm.DraftAsync(scope, obj).ConfigureAwait(false);
        var stored = core.Store.TryPut(table, null, draft);
        if (stored is null)
        {
            return null;
        }

        await core.CommittedAsync(scope.Kind, stored, null).ConfigureAwait(false);
        return new WriteResult(null, stored, true);
    }

    /// <summary>rest.EnsureObjectNamespaceMatchesRequestNamespace.</summary>
    public static void CheckNamespace(WriteScope scope, JsonObject obj)
    {
        var metadata = Metadata(obj);
        var said = ObjectFields.Text(metadata, "namespace");
        if (!scope.Kind.Resource.Namespaced)
        {
            metadata.Remove("namespace");
        }
        else if (said.Length == 0)
        {
            metadata["namespace"] = scope.Namespace;
        }
        else if (said != scope.Namespace)
        {
            throw KubeErrors.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    public static JsonObject Metadata(JsonObject obj) => ObjectFields.Ensure(obj, "metadata");

    public static string Timestamp(DateTimeOffset time) => StandardColumns.Timestamp(time);

    /// <summary>rest.FillObjectMetaSystemFields; before admission, so that webhooks see them.</summary>
    private static void FillSystemFields(WriteScope scope, JsonObject metadata)
    {
        metadata.Remove("selfLink");
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata["creationTimestamp"] = Timestamp(scope.Core.Now);
        metadata["uid"] = scope.Core.Entropy.Uuid();
    }

    private static bool NameIt(WriteScope scope, JsonObject metadata)
    {
        var prefix = ObjectFields.Text(metadata, "generateName");
        if (prefix.Length == 0 || ObjectFields.Text(metadata, "name").Length > 0)
        {
            return false;
        }

        var cut = prefix.Length > GeneratedBaseMax ? prefix[..GeneratedBaseMax] : prefix;
        metadata["name"] = cut + scope.Core.Entropy.Text(Suffixes, 5);
        return true;
    }
}

/// <summary>Validation in the registry's order; problems end in one 422.</summary>
internal static class ObjectChecks
{
    public static void New(WriteScope scope, JsonObject obj, KindContext context)
    {
        var errors = new List<FieldError>();
        var kind = scope.Kind;
        if (!kind.IsCreateOnly)
        {
            ObjectMeta.Validate(
                ObjectCreation.Metadata(obj),
                kind.NameRule,
                kind.Resource.Namespaced,
                errors,
                core: kind.TypeName is not null && kind.Resource.Group != "apiextensions.k8s.io");
        }

        kind.Validate(obj, context, errors);
        kind.ValidateNew(obj, context, errors);
        Refuse(scope, obj, errors);
    }

    public static void Changed(WriteScope scope, JsonObject obj, JsonObject old, KindContext context)
    {
        var errors = new List<FieldError>();
        var kind = scope.Kind;
        var metadata = ObjectCreation.Metadata(obj);
        ObjectMeta.ValidateChange(metadata, ObjectCreation.Metadata(old), kind, errors);
        if (scope.Subresource == "status")
        {
            kind.ValidateStatusUpdate(obj, old, context, errors);
        }
        else
        {
            kind.Validate(obj, context, errors);
            if (scope.Subresource is { Length: > 0 } part)
            {
                kind.ValidatePartUpdate(part, obj, old, context, errors);
            }
            else
            {
                kind.ValidateUpdate(obj, old, context, errors);
            }
        }

        Refuse(scope, obj, errors);
    }

    private static void Refuse(WriteScope scope, JsonObject obj, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw KubeErrors.Invalid(scope.Kind.ErrorResource, ObjectFields.Name(obj), errors);
        }
    }
}
