using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Makes a symmetric encryption key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
/// Not emulated: asymmetric and HMAC keys; custom key stores; import of key material.
/// </summary>
internal sealed class CreateKey : IOperation<KmsState>
{
    public static string Name => "CreateKey";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var spec = request.Text("KeySpec") ?? request.Text("CustomerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
        if (spec != "SYMMETRIC_DEFAULT" || (request.Text("KeyUsage") ?? "ENCRYPT_DECRYPT") != "ENCRYPT_DECRYPT")
        {
            throw KmsErrors.Unsupported($"KeySpec {spec} is not supported here: only SYMMETRIC_DEFAULT keys are.");
        }

        if (request.Text("Policy") is { } policy)
        {
            KmsPolicies.Check(policy, request, context);
        }

        var key = KmsKeys.Create(
            context,
            context.Account,
            context.Region,
            multiRegion: request.Flag("MultiRegion") == true,
            origin: request.Text("Origin") ?? "AWS_KMS",
            shape: k =>
            {
                k.Description = request.Text("Description") ?? "";
                k.Policy = request.Text("Policy") ?? k.Policy;
                foreach (var tag in request.Objects("Tags"))
                {
                    k.Tags[tag.Required("TagKey")] = tag.Required("TagValue");
                }
            });
        return new JsonObject { ["KeyMetadata"] = KmsShapes.Metadata(key) };
    }
}
