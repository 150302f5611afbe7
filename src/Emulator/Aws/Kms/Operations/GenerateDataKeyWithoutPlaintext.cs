using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// A fresh key, encrypted only.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GenerateDataKeyWithoutPlaintext : IOperation<KmsState>
{
    public static string Name => "GenerateDataKeyWithoutPlaintext";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var (key, _, blob) = KmsShapes.DataKey(request, context);
        return new JsonObject { ["CiphertextBlob"] = Convert.ToBase64String(blob), ["KeyId"] = key.Arn };
    }
}
