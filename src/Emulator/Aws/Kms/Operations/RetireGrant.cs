using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Ends a grant, by the one who was given the right to.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RetireGrant : IOperation<KmsState>
{
    public static string Name => "RetireGrant";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var token = request.Text("GrantToken");
        var id = request.Text("GrantId");
        var key = request.Text("KeyId") is { } named
            ? KmsKeys.FindOwn(context, named)
            : state.ById.Values.FirstOrDefault(k => k.Grants.Exists(g => g.Token == token))
                ?? throw new AwsException("InvalidGrantTokenException", 400, "Invalid grant token.");
        var grant = key.Grants.Find(g => g.Id == id || g.Token == token) ?? throw KmsErrors.GrantNotFound(id ?? "");
        KmsShapes.EndDryRun(request);
        key.Grants.Remove(grant);
        KmsKeys.Touch(context, key);
        return [];
    }
}
