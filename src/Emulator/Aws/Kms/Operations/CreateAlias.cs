using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Gives a key another name.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateAlias : IOperation<KmsState>
{
    public static string Name => "CreateAlias";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var name = request.Required("AliasName");
        KmsKeys.CheckAliasName(name);
        if (request.Required("TargetKeyId").StartsWith("alias/", StringComparison.Ordinal))
        {
            throw KmsErrors.AliasOfAlias();
        }

        var key = KmsKeys.FindOwn(context, request.Required("TargetKeyId"));
        if (state.Aliases.ContainsKey(name))
        {
            throw KmsErrors.AliasExists(KmsKeys.AliasArn(context.Partition, context.Region, context.Account, name));
        }

        state.Aliases[name] = new KmsAlias
        {
            Name = name,
            KeyId = key.Id,
            Created = context.Now,
            Updated = context.Now,
        };
        state.Changed(name);
        return [];
    }
}
