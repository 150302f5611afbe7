using System.Text.Json.Nodes;

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
        _ = (objects, metadata, withColumns);
        throw KubeErrors.Internal($"no tables for {request.Kind.Resource.Plural}");
    }

    private static JsonObject ListMetadata(JsonObject obj) => new()
    {
        ["resourceVersion"] = obj["metadata"]?["resourceVersion"]?.DeepClone(),
    };
}
