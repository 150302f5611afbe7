using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Tables;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Objects as tables and partial metadata.</summary>
internal static class Rendering
{
    public static JsonObject One(KubeRequest request, JsonObject obj) => request.Accept.Form switch
    {
        ObjectForm.Table => Table(request, [obj], ListMetadata(obj), withColumns: true),
        ObjectForm.PartialObjectList => throw NoList(request, ObjectFields.Text(obj, "kind")),
        _ => Partial(obj, request.Accept.FormVersion),
    };

    /// <summary>A list was answered to somebody who asked for the metadata of one object.</summary>
    public static KubeException NoObject(KubeRequest request) => KubeErrors.NotAcceptable(
        "you requested PartialObjectMetadata, but the requested object is a list "
        + $"({GoType(request.Kind, request.Kind.Resource.ListKind)})");

    /// <summary>One object was answered to somebody who asked for a list; custom resources notice it by accident.</summary>
    private static KubeException NoList(KubeRequest request, string kind) => request.Kind.TypeName is null
        ? KubeErrors.Unknown("content is not a list")
        : KubeErrors.NotAcceptable(
            $"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType(request.Kind, kind)})");

    /// <summary>The internal type of a kind, as Go prints it.</summary>
    private static string GoType(Kind kind, string name) => kind.TypeName is null
        ? "*unstructured.UnstructuredList"
        : name == "Scale"
            ? "*autoscaling.Scale"
            : $"*{ObjectDecoding.GoPackage(kind.Resource.Group == "events.k8s.io" ? "" : kind.Resource.Group)}.{name}";

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
