using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Notes that a key is no longer to be rotated.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
/// Not emulated: new key material: rotation is a note only.
/// </summary>
internal sealed class DisableKeyRotation : IOperation<KmsState>
{
    public static string Name => "DisableKeyRotation";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsKeys.RequireUsable(key);
        key.RotationEnabled = false;
        KmsKeys.Touch(context, key);
        return [];
    }
}
