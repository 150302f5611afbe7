using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Tables;

/// <summary>Objects reduced to their metadata, as <c>as=PartialObjectMetadata</c> asks.</summary>
internal static class PartialMetadata
{
    public const string ApiVersion = "meta.k8s.io/v1";

    public static JsonObject Of(JsonObject obj) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = ApiVersion,
        ["metadata"] = obj["metadata"]?.DeepClone() ?? new JsonObject(),
    };

    /// <param name="objects">The objects of the list.</param>
    /// <param name="listMetadata">resourceVersion, continue, remainingItemCount.</param>
    public static JsonObject ListOf(IEnumerable<JsonObject> objects, JsonObject listMetadata) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = ApiVersion,
        ["metadata"] = listMetadata.DeepClone(),
        ["items"] = new JsonArray([.. objects.Select(o => (JsonNode)Of(o))]),
    };
}
