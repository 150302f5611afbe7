using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>From the version a client wrote to the one that is stored.</summary>
internal static class StoredForm
{
    /// <summary>
    /// What would be read back of an object that is not written: its way to the store and back fails when a conversion
    /// webhook does.
    /// </summary>
    public static async ValueTask<JsonObject> TriedAsync(WriteScope scope, JsonObject obj)
    {
        var kind = scope.Kind;
        if (kind.Converter is null || kind.StorageApiVersion == kind.Resource.ApiVersion)
        {
            return obj;
        }

        var draft = await DraftAsync(scope, obj).ConfigureAwait(false);
        var read = await ObjectReads.FreshAsync(kind, draft.At(0), scope.Cancellation).ConfigureAwait(false);
        var metadata = ObjectCreation.Metadata(read);
        metadata.Remove("resourceVersion");
        if (ObjectCreation.Metadata(obj)["resourceVersion"] is { } version)
        {
            metadata["resourceVersion"] = version.DeepClone();
        }

        return read;
    }

    /// <summary>Serialises for the store. <paramref name="obj"/> is not changed.</summary>
    public static async ValueTask<ObjectDraft> DraftAsync(WriteScope scope, JsonObject obj)
    {
        var kind = scope.Kind;
        if (kind.StorageApiVersion == kind.Resource.ApiVersion)
        {
            return ObjectDraft.Of(obj, kind);
        }

        var stored = scope.Core.Kinds.ByStorage(kind.StorageKey) is [var first, ..] ? first : kind;
        var copy = obj.DeepClone().AsObject();
        if (kind.Converter is { } converter)
        {
            copy = await converter.ConvertAsync(copy, kind.StorageApiVersion, scope.Cancellation).ConfigureAwait(false);
        }
        else
        {
            copy = kind.ToStorage(copy);
        }

        if (stored.Resource.ApiVersion == kind.StorageApiVersion)
        {
            stored.Prune(copy, null);
            stored.Default(copy);
        }

        return ObjectDraft.Of(copy, stored);
    }
}
