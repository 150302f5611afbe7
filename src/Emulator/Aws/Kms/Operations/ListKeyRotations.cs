using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Rotations that were done: none, as rotation is a note only.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
/// Not emulated: new key material.
/// </summary>
internal sealed class ListKeyRotations : IOperation<KmsState>
{
    public static string Name => "ListKeyRotations";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        _ = KmsKeys.Find(context, request.Required("KeyId"));
        return new JsonObject { ["Rotations"] = new JsonArray(), ["Truncated"] = false };
    }
}
