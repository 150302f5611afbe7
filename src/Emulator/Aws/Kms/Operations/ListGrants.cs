using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// The grants of a key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListGrants : IOperation<KmsState>
{
    public static string Name => "ListGrants";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        var id = request.Text("GrantId");
        var grantee = request.Text("GranteePrincipal");
        return KmsPages.Page(
            request,
            "Grants",
            50,
            key.Grants.Where(g => (id is null || g.Id == id) && (grantee is null || g.Grantee == grantee))
                .Select(g => KmsShapes.Grant(key, g, context)));
    }
}
