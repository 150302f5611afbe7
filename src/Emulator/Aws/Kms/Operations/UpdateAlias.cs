using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Makes an alias name another key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateAlias : IOperation<KmsState>
{
    public static string Name => "UpdateAlias";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var name = request.Required("AliasName");
        KmsKeys.CheckAliasName(name);
        var alias = KmsKeys.FindAlias(context, state, name);
        var key = KmsKeys.FindOwn(context, request.Required("TargetKeyId"));
        alias.KeyId = key.Id;
        alias.Updated = context.Now;
        state.Changed(name);
        return [];
    }
}
