using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>POST of a Pod's binding to a node.</summary>
internal static class PodPlacement
{
    public static async Task BindAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var binding = await ReadAsync(request, "io.k8s.api.core.v1.Binding").ConfigureAwait(false);
        var node = ObjectFields.Text(binding["target"] as JsonObject, "name");
        var scope = Scopes.Of(request, options, "CreateOptions");
        await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current =>
            {
                var spec = ObjectFields.Ensure(current!, "spec");
                if (ObjectFields.Text(spec, "nodeName") is { Length: > 0 } taken)
                {
                    throw KubeErrors.Conflict(
                        request.Kind.Resource with { Plural = "pods/binding" },
                        scope.Name,
                        $"pod {scope.Name} is already assigned to node \"{taken}\"");
                }

                spec["nodeName"] = node;
                return ValueTask.FromResult(current!);
            },
            Prepare = static (_, _) => { },
        }).ConfigureAwait(false);
        await Answers.ObjectAsync(request, 201, KubeErrors.Success(201)).ConfigureAwait(false);
    }

    private static async Task<JsonObject> ReadAsync(KubeRequest request, string typeName)
    {
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        return SubresourceBodies.Read(request, body, typeName);
    }
}
