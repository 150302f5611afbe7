using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// A fresh key, in the clear and encrypted.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
/// Not emulated: enclaves (Recipient).
/// </summary>
internal sealed class GenerateDataKey : IOperation<KmsState>
{
    public static string Name => "GenerateDataKey";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var (key, plaintext, blob) = KmsShapes.DataKey(request, context);
        return new JsonObject
        {
            ["CiphertextBlob"] = Convert.ToBase64String(blob),
            ["Plaintext"] = Convert.ToBase64String(plaintext),
            ["KeyId"] = key.Arn,
        };
    }
}
