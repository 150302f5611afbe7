using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Rotations that were done, automatic ones and those on demand, newest first.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
/// Not emulated: key materials (IncludeKeyMaterial).
/// </summary>
internal sealed class ListKeyRotations : IOperation<KmsState>
{
    public static string Name => "ListKeyRotations";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.Find(context, request.Required("KeyId"));
        return KmsPages.Page(request, "Rotations", 100, KmsRotations.Done(key, context.Now).Select(r => new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["RotationDate"] = r.At.Epoch(),
            ["RotationType"] = r.OnDemand ? "ON_DEMAND" : "AUTOMATIC",
        }));
    }
}
