using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Random bytes.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html
/// Not emulated: custom key stores; enclaves.
/// </summary>
internal sealed class GenerateRandom : IOperation<KmsState>
{
    public static string Name => "GenerateRandom";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var bytes = new byte[request.Number("NumberOfBytes") ?? throw KmsErrors.Invalid("NumberOfBytes is required.")];
        context.Entropy.Fill(bytes);
        return new JsonObject { ["Plaintext"] = Convert.ToBase64String(bytes) };
    }
}
