using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Adds tags to a parameter or replaces their values.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html
/// Not emulated: resources other than parameters (answered as unknown).
/// </summary>
internal sealed class AddTagsToResource : IOperation<ParameterStoreState>
{
    public static string Name => "AddTagsToResource";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        var parameter = ParameterTags.Require(request, state, context);
        var tags = request.Tags();
        ParameterTags.DemandUsersOwn(tags);
        var keys = parameter.Tags.Select(t => t.Key).Concat(tags.Select(t => t.Key));
        if (keys.Distinct(StringComparer.Ordinal).Count() > ParameterTags.Max)
        {
            throw ParameterStoreErrors.TooManyTags();
        }

        foreach (var (key, value) in tags)
        {
            parameter.SetTag(key, value);
        }

        state.Changed(parameter.Key);
        return [];
    }
}
