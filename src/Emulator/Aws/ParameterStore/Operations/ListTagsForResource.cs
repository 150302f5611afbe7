using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// The tags of a parameter.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html
/// Not emulated: resources other than parameters (answered as unknown).
/// </summary>
internal sealed class ListTagsForResource : IOperation<ParameterStoreState>
{
    public static string Name => "ListTagsForResource";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        var parameter = ParameterTags.Require(request, state, context);
        return new JsonObject
        {
            ["TagList"] = new JsonArray(parameter.Tags
                .Select(t => (JsonNode?)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }).ToArray()),
        };
    }
}
