using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Encrypts up to 4096 bytes.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
/// Not emulated: asymmetric algorithms.
/// </summary>
internal sealed class Encrypt : IOperation<KmsState>
{
    public static string Name => "Encrypt";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindUsable(context, request.Required("KeyId"));
        var plaintext = Convert.FromBase64String(request.Required("Plaintext"));
        KmsShapes.EndDryRun(request);
        var blob = KmsCipher.Encrypt(context, key, plaintext, KmsShapes.Context(request));
        return new JsonObject
        {
            ["CiphertextBlob"] = Convert.ToBase64String(blob),
            ["KeyId"] = key.Arn,
            ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
        };
    }
}
