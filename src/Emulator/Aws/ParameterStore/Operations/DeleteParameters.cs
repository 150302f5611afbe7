using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Deletes up to ten parameters; missing ones are listed, never an error.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html
/// Not emulated: the 30 seconds that AWS asks to wait before a name is used again.
/// </summary>
internal sealed class DeleteParameters : IOperation<ParameterStoreState>
{
    public static string Name => "DeleteParameters";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var deleted = new List<string>();
        var invalid = new List<string>();
        foreach (var name in request.Texts("Names").Distinct(StringComparer.Ordinal))
        {
            (state.Remove(ParameterReader.KeyOfNameOrArn(name)) ? deleted : invalid).Add(name);
        }

        return new JsonObject
        {
            ["DeletedParameters"] = deleted.ToJsonArray(),
            ["InvalidParameters"] = invalid.ToJsonArray(),
        };
    }
}
