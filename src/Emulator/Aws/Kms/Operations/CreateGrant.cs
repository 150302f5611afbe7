using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Lets a principal use a key without a policy.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateGrant : IOperation<KmsState>
{
    public static string Name => "CreateGrant";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsShapes.EndDryRun(request);
        var operations = request.Texts("Operations");
        if (request.Text("Name") is { } name && key.Grants.Find(g => g.Name == name
            && g.Grantee == request.Required("GranteePrincipal") && g.Operations.SequenceEqual(operations)) is { } same)
        {
            // A grant of the same name and content is made once.
            return new JsonObject { ["GrantToken"] = same.Token, ["GrantId"] = same.Id };
        }

        var bytes = new byte[32];
        context.Entropy.Fill(bytes);
        var constraints = request.Object("Constraints");
        var grant = new KmsGrant
        {
            Id = Convert.ToHexStringLower(bytes),
            Token = Convert.ToBase64String([.. bytes, .. bytes]),
            Grantee = request.Required("GranteePrincipal"),
            RetiringPrincipal = request.Text("RetiringPrincipal"),
            Name = request.Text("Name"),
            IssuingAccount = context.Account,
            Operations = operations,
            Created = context.Now,
            ContextSubset = KmsShapes.Pairs(constraints?.Object("EncryptionContextSubset")),
            ContextEquals = KmsShapes.Pairs(constraints?.Object("EncryptionContextEquals")),
        };
        key.Grants.Add(grant);
        KmsKeys.Touch(context, key);
        return new JsonObject { ["GrantToken"] = grant.Token, ["GrantId"] = grant.Id };
    }
}
