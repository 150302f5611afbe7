using Eso.Emulator.Kubernetes.Http;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>GET of one object. The stored bytes are the answer.</summary>
internal static class GetVerb
{
    public static Task RunAsync(KubeRequest request)
    {
        var stored = request.Table.Find(request.Namespace, request.Info.Name)
            ?? throw KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);
        CheckVersion(request);
        return ObjectAnswers.StoredAsync(request, 200, stored);
    }

    /// <summary>resourceVersion on a get: only "at least as new as" has a meaning here.</summary>
    private static void CheckVersion(KubeRequest request)
    {
        var text = request.Http.Request.Query["resourceVersion"].FirstOrDefault() ?? "";
        if (text.Length == 0)
        {
            return;
        }

        var wanted = ListVerb.ParseVersion(text);
        if (request.Core.Store.IsFuture(wanted))
        {
            throw KubeErrors.TooLargeResourceVersion(wanted, request.Core.Store.Revision);
        }
    }
}
