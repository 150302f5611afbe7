using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Decrypts and encrypts again, under another key or context.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
/// Not emulated: asymmetric algorithms.
/// </summary>
internal sealed class ReEncrypt : IOperation<KmsState>
{
    public static string Name => "ReEncrypt";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var blob = Convert.FromBase64String(request.Required("CiphertextBlob"));
        var source = KmsShapes.KeyOfBlob(request.Text("SourceKeyId"), blob, context);
        var target = KmsKeys.FindUsable(context, request.Required("DestinationKeyId"));
        var plaintext = KmsCipher.Decrypt(source, blob, KmsShapes.Context(request, "SourceEncryptionContext"));
        KmsShapes.EndDryRun(request);
        var again = KmsCipher.Encrypt(
            context, target, plaintext, KmsShapes.Context(request, "DestinationEncryptionContext"));
        return new JsonObject
        {
            ["CiphertextBlob"] = Convert.ToBase64String(again),
            ["SourceKeyId"] = source.Arn,
            ["KeyId"] = target.Arn,
            ["SourceEncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
            ["DestinationEncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
        };
    }
}
