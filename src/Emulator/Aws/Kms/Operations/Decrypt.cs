using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Decrypts what a key of this world encrypted, under the same context.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
/// Not emulated: asymmetric algorithms; enclaves (Recipient).
/// </summary>
internal sealed class Decrypt : IOperation<KmsState>
{
    public static string Name => "Decrypt";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var blob = Convert.FromBase64String(request.Required("CiphertextBlob"));
        var key = KmsShapes.KeyOfBlob(request.Text("KeyId"), blob, context);
        var plaintext = KmsCipher.Decrypt(key, blob, KmsShapes.Context(request));
        KmsShapes.EndDryRun(request);
        return new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["Plaintext"] = Convert.ToBase64String(plaintext),
            ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
        };
    }
}
