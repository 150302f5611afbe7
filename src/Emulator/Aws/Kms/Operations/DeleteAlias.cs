using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Deletes an alias; the key stays.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteAlias : IOperation<KmsState>
{
    public static string Name => "DeleteAlias";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var name = request.Required("AliasName");
        KmsKeys.CheckAliasName(name);
        _ = KmsKeys.FindAlias(context, state, name);
        state.Aliases.Remove(name);
        state.Changed(name);
        return [];
    }
}
