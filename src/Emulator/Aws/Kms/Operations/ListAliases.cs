using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Aliases of the account and region, or of one key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
/// Those of AWS managed keys that nobody has used yet have no target.
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAliases : IOperation<KmsState>
{
    public static string Name => "ListAliases";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var only = request.Text("KeyId") is { } id ? KmsKeys.Find(context, id).Id : null;
        var unused = only is null ? KmsKeys.ManagedAliases.Where(a => !state.Aliases.ContainsKey(a)) : [];
        return KmsPages.Page(
            request,
            "Aliases",
            50,
            state.Aliases.Values.Where(a => only is null || a.KeyId == only).Select(a => Show(a, context))
                .Concat(unused.Select(a => Named(a, context)))
                .OrderBy(a => a["AliasName"]!.ToString(), StringComparer.Ordinal));
    }

    private static JsonObject Show(KmsAlias alias, OperationContext context)
    {
        var shown = Named(alias.Name, context);
        shown["TargetKeyId"] = alias.KeyId;
        shown["CreationDate"] = alias.Created.Epoch();
        shown["LastUpdatedDate"] = alias.Updated.Epoch();
        return shown;
    }

    private static JsonObject Named(string name, OperationContext context) => new()
    {
        ["AliasName"] = name,
        ["AliasArn"] = KmsKeys.AliasArn(context.Partition, context.Region, context.Account, name),
    };
}
