using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Ends a key's automatic rotation.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DisableKeyRotation : IOperation<KmsState>
{
    public static string Name => "DisableKeyRotation";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsKeys.RequireUsable(key);
        KmsRotations.Disable(key, context.Now);
        KmsKeys.Touch(context, key);
        return [];
    }
}
