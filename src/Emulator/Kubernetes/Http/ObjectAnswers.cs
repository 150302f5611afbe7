using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Single objects of a kind, whole or as table or partial metadata.</summary>
internal static class ObjectAnswers
{
    public static async Task StoredAsync(KubeRequest request, int status, StoredObject stored)
    {
        if (request.Accept.Form == ObjectForm.Whole)
        {
            var bytes = await ObjectReads.BytesAsync(request.Kind, stored, request.Aborted).ConfigureAwait(false);
            await Answers.JsonBytesAsync(request, status, bytes).ConfigureAwait(false);
            return;
        }

        var obj = await ObjectReads.ReadAsync(request.Kind, stored, request.Aborted).ConfigureAwait(false);
        await ShowAsync(request, status, obj).ConfigureAwait(false);
    }

    /// <summary>An object that is not stored as it is (a dry run's, a removed one).</summary>
    public static Task ShowAsync(KubeRequest request, int status, JsonObject obj)
    {
        var type = Verbs.PatchVerb.TypeOf(request.Kind);
        obj = type is null ? TypedOutput.CanonicalCustom(obj) : TypedOutput.Canonical(obj, type);
        if (request.Accept.Form == ObjectForm.Whole)
        {
            return Answers.ObjectAsync(request, status, obj);
        }

        var answer = Rendering.One(request, obj);
        return Answers.ObjectAsync(request, status, answer);
    }
}
