using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Has a key rotated each year, or as often as the request says, on the world's clock.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class EnableKeyRotation : IOperation<KmsState>
{
    public static string Name => "EnableKeyRotation";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsKeys.RequireUsable(key);
        KmsRotations.Enable(key, (int?)request.Number("RotationPeriodInDays"), context.Now);
        KmsKeys.Touch(context, key);
        return [];
    }
}
