using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Removes tags from a parameter; unknown keys are no error.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html
/// Not emulated: resources other than parameters (answered as unknown).
/// </summary>
internal sealed class RemoveTagsFromResource : IOperation<ParameterStoreState>
{
    public static string Name => "RemoveTagsFromResource";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        var parameter = ParameterTags.Require(request, state, context);
        var keys = request.Texts("TagKeys");
        parameter.Tags.RemoveAll(t => keys.Contains(t.Key));
        state.Changed(parameter.Key);
        return [];
    }
}
