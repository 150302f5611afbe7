using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Aliases of the account and region, or of one key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
/// Not emulated: aliases of AWS managed keys that were never used.
/// </summary>
internal sealed class ListAliases : IOperation<KmsState>
{
    public static string Name => "ListAliases";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var only = request.Text("KeyId") is { } id ? KmsKeys.Find(context, id).Id : null;
        return KmsPages.Page(
            request,
            "Aliases",
            50,
            state.Aliases.Values.Where(a => only is null || a.KeyId == only).Select(a => new JsonObject
            {
                ["AliasName"] = a.Name,
                ["AliasArn"] = KmsKeys.AliasArn(context.Partition, context.Region, context.Account, a.Name),
                ["TargetKeyId"] = a.KeyId,
                ["CreationDate"] = a.Created.Epoch(),
                ["LastUpdatedDate"] = a.Updated.Epoch(),
            }));
    }
}
