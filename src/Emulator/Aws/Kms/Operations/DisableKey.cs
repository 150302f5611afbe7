using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Makes a key unusable until it is enabled.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DisableKey : IOperation<KmsState>
{
    public static string Name => "DisableKey";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if (key.State is "PendingDeletion" or "PendingImport")
        {
            throw KmsErrors.InvalidState(key.Arn, key.State);
        }

        key.State = "Disabled";
        KmsKeys.Touch(context, key);
        return [];
    }
}
