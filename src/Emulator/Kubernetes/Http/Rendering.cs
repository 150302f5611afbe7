using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Tables;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Objects as tables and partial metadata.</summary>
internal static class Rendering
{
    public static JsonObject One(KubeRequest request, JsonObject obj) => request.Accept.Form switch
    {
        ObjectForm.Table => Table(request, [obj], ListMetadata(obj), withColumns: true),
        _ => Partial(obj, request.Accept.FormVersion),
    };

    public static JsonObject Partial(JsonObject obj, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = obj["metadata"]?.DeepClone(),
    };

    public static JsonObject Table(
        KubeRequest request, IReadOnlyList<JsonObject> objects, JsonObject metadata, bool withColumns)
    {
        var text = request.Http.Request.Query["includeObject"].FirstOrDefault();
        if (!TableRenderer.TryParse(text, out var include))
        {
            throw KubeErrors.BadRequest(TableRenderer.UnknownInclude(text!));
        }

        var version = "meta.k8s.io/" + request.Accept.FormVersion;
        return request.Info.Subresource == "scale" && objects is [var scale]
            ? TableRenderer.RenderScale(scale, metadata, include, request.Core.Now, version)
            : TableRenderer.Render(request.Kind, objects, metadata, include, request.Core.Now, version, withColumns);
    }

    private static JsonObject ListMetadata(JsonObject obj) => new()
    {
        ["resourceVersion"] = obj["metadata"]?["resourceVersion"]?.DeepClone(),
    };
}
