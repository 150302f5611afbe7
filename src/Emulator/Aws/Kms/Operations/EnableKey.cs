using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Makes a disabled key usable again.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class EnableKey : IOperation<KmsState>
{
    public static string Name => "EnableKey";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if (key.State is "PendingDeletion" or "PendingImport")
        {
            throw KmsErrors.InvalidState(key.Arn, key.State);
        }

        key.State = "Enabled";
        KmsKeys.Touch(context, key);
        return [];
    }
}
