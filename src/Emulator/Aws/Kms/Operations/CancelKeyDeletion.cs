using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Saves a key from deletion; it stays disabled.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CancelKeyDeletion : IOperation<KmsState>
{
    public static string Name => "CancelKeyDeletion";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if (key.State != "PendingDeletion")
        {
            throw new AwsException("KMSInvalidStateException", 400, $"{key.Arn} is not pending deletion.");
        }

        key.State = "Disabled";
        key.DeletionDate = null;
        KmsKeys.Touch(context, key);
        return new JsonObject { ["KeyId"] = key.Arn };
    }
}
