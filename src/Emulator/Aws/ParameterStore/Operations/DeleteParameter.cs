using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Deletes a parameter with all its versions.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html
/// Not emulated: the 30 seconds that AWS asks to wait before the name is used again.
/// </summary>
internal sealed class DeleteParameter : IOperation<ParameterStoreState>
{
    public static string Name => "DeleteParameter";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        return state.Remove(ParameterReader.KeyOfNameOrArn(request.Required("Name")))
            ? []
            : throw ParameterStoreErrors.NotFound();
    }
}
