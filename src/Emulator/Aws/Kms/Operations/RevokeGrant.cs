using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Ends a grant.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RevokeGrant : IOperation<KmsState>
{
    public static string Name => "RevokeGrant";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        var id = request.Required("GrantId");
        var grant = key.Grants.Find(g => g.Id == id) ?? throw KmsErrors.GrantNotFound(id);
        KmsShapes.EndDryRun(request);
        key.Grants.Remove(grant);
        KmsKeys.Touch(context, key);
        return [];
    }
}
