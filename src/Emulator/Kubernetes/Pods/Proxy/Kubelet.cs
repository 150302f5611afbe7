using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>
/// What the built-in node's kubelet answers on its own port: <c>/healthz</c>, <c>/pods</c> and <c>/containerLogs</c>.
/// Not emulated: metrics, stats, configz.
/// </summary>
internal static class Kubelet
{
    public static Task RunAsync(KubeRequest request, string path)
    {
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["healthz" or "livez" or "readyz"] => Answers.TextAsync(request, 200, "ok"),
            ["pods" or "runningpods"] => Answers.BytesAsync(request, 200, Answers.Json, ObjectWriter.Plain(Pods(request))),
            ["containerLogs", var space, var pod, var container] => LogAsync(request, space, pod, container),
            _ => Answers.NotFoundTextAsync(request),
        };
    }

    private static JsonObject Pods(KubeRequest request)
    {
        var items = ObjectReads.InNamespace(request.Core.Store.Table("pods"), null)
            .Select(p => p.Parse())
            .Where(p => ObjectFields.Text(ObjectFields.Child(p, "spec"), "nodeName") == request.Core.Options.Node)
            .ToArray<JsonNode?>();
        return new JsonObject
        {
            ["kind"] = "PodList",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray(items),
        };
    }

    private static Task LogAsync(KubeRequest request, string space, string name, string container)
    {
        if (request.Core.Find("pods", space, name)?.Parse() is not { } pod)
        {
            return Answers.TextAsync(request, 404, $"pod \"{name}\" not found\n");
        }

        var options = PodLogOptions.Read(request.Http.Request.Query, name) with { Container = container };
        return PodLogs.RunAsync(request.Http, options, pod, request.Core.Pods, request.Core.Now);
    }
}
