using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Changes a key's description.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateKeyDescription : IOperation<KmsState>
{
    public static string Name => "UpdateKeyDescription";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if (key.State == "PendingDeletion")
        {
            throw KmsErrors.InvalidState(key.Arn, key.State);
        }

        key.Description = request.Required("Description");
        KmsKeys.Touch(context, key);
        return [];
    }
}
