using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Verbs;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Subresources: status and scale go through the usual verbs, the others have files of their own.</summary>
internal static class SubresourceRoutes
{
    public static Task RunAsync(KubeRequest request)
    {
        var info = request.Info;
        var found = request.Kind.Subresources.FirstOrDefault(s => s.Name == info.Subresource);
        if (found is null)
        {
            // A custom resource without that subresource reports the object missing, as the real server does.
            throw request.Kind.TypeName is null
                ? KubeErrors.NotFound(request.Kind.Resource, info.Name)
                : KubeErrors.NoSuchResource();
        }

        if (!found.Verbs.Contains(info.Verb, StringComparer.Ordinal))
        {
            throw request.Kind.TypeName is null
                ? KubeErrors.MethodNotSupported(request.Kind.Resource, info.Verb)
                : KubeErrors.MethodNotAllowed();
        }

        return (info.Subresource, info.Verb) switch
        {
            ("status", "get") => GetVerb.RunAsync(request),
            ("status", "update") => UpdateVerb.RunAsync(request),
            ("status", "patch") => PatchVerb.RunAsync(request),
            ("scale", "get") => ScaleVerb.GetAsync(request),
            ("scale", "update") => ScaleVerb.PutAsync(request),
            ("scale", "patch") => ScaleVerb.PatchAsync(request),
            ("finalize" or "approval" or "ephemeralcontainers" or "resize", "get") => GetVerb.RunAsync(request),
            ("finalize" or "approval" or "ephemeralcontainers" or "resize", "update") => SpecialUpdates.PutAsync(request),
            ("approval" or "ephemeralcontainers" or "resize", "patch") => SpecialUpdates.PatchAsync(request),
            ("token", "create") => TokenRequests.RunAsync(request),
            ("binding", "create") => PodPlacement.BindAsync(request),
            ("eviction", "create") => PodEviction.EvictAsync(request),
            ("log", "get") => LogAsync(request),
            ("exec" or "attach", "get" or "create") => ConnectAsync(request, Pods.PodExec.RunAsync),
            ("portforward", "get" or "create") => ConnectAsync(request, Pods.PodPortForward.RunAsync),
            _ => throw KubeErrors.MethodNotAllowed(),
        };
    }

    private static async Task ConnectAsync(
        KubeRequest request, Func<HttpContext, System.Text.Json.Nodes.JsonObject, Pods.PodRunner?, Task> connect)
    {
        await ConnectAdmission.CheckAsync(request).ConfigureAwait(false);
        await connect(request.Http, Pod(request), request.Core.Pods).ConfigureAwait(false);
    }

    /// <summary>The query is looked at before the Pod.</summary>
    private static Task LogAsync(KubeRequest request)
    {
        var options = Pods.PodLogOptions.Read(request.Http.Request.Query, request.Info.Name);
        return Pods.PodLogs.RunAsync(request.Http, options, Pod(request), request.Core.Pods, request.Core.Now);
    }

    private static System.Text.Json.Nodes.JsonObject Pod(KubeRequest request) =>
        request.Table.Find(request.Namespace, request.Info.Name)?.Parse()
        ?? throw KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);
}
