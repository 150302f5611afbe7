using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>GET of one object. The stored bytes are the answer.</summary>
internal static class GetVerb
{
    public static Task RunAsync(KubeRequest request)
    {
        CheckExport(request.Http.Request.Query["export"].FirstOrDefault());
        var stored = request.Table.Find(request.Namespace, request.Info.Name)
            ?? throw KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);
        var anyVersion = IsFromCache(request);
        return !anyVersion && request.Kind.Converter is not null && !ReferenceEquals(stored.Kind, request.Kind)
            ? FreshAsync(request, stored)
            : ObjectAnswers.StoredAsync(request, 200, stored);
    }

    private static async Task FreshAsync(KubeRequest request, StoredObject stored)
    {
        var obj = await ObjectReads.FreshAsync(request.Kind, stored, request.Aborted).ConfigureAwait(false);
        await ObjectAnswers.ShowAsync(request, 200, obj).ConfigureAwait(false);
    }

    /// <summary>Not a 400 as of a list: the storage's error goes out as it is.</summary>
    private static long Version(string text)
    {
        try
        {
            return ListVerb.ParseVersion(text);
        }
        catch (FormatException e)
        {
            throw KubeErrors.Unknown(e.Message);
        }
    }

    private static void CheckExport(string? export)
    {
        if (!string.IsNullOrEmpty(export) && ListOptions.Truth(export))
        {
            throw KubeErrors.BadRequest("the export parameter, deprecated since v1.14, is no longer supported");
        }
    }

    /// <summary>resourceVersion on a get: only "at least as new as" has a meaning here; with it the watch cache may answer.</summary>
    private static bool IsFromCache(KubeRequest request)
    {
        var text = request.Http.Request.Query["resourceVersion"].FirstOrDefault() ?? "";
        if (text.Length == 0)
        {
            return false;
        }

        var wanted = Version(text);
        if (request.Core.Store.IsFuture(wanted))
        {
            throw KubeErrors.TooLargeResourceVersion(wanted, request.Core.Store.Revision);
        }

        return true;
    }
}
