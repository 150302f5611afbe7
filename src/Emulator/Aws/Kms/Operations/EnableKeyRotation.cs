using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Notes that a key is to be rotated each year.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
/// Not emulated: new key material: rotation is a note only.
/// </summary>
internal sealed class EnableKeyRotation : IOperation<KmsState>
{
    public static string Name => "EnableKeyRotation";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsKeys.RequireUsable(key);
        key.RotationEnabled = true;
        key.RotationPeriodDays = (int)(request.Number("RotationPeriodInDays") ?? key.RotationPeriodDays);
        KmsKeys.Touch(context, key);
        return [];
    }
}
