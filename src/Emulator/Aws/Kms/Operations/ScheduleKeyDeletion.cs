using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Sets the day on which a key will be gone; until then it cannot be used.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ScheduleKeyDeletion : IOperation<KmsState>
{
    private const int DaysMin = 7;
    private const int DaysDefault = 30;

    public static string Name => "ScheduleKeyDeletion";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if (key.State == "PendingDeletion")
        {
            throw KmsErrors.InvalidState(key.Arn, key.State);
        }

        var days = (int)(request.Number("PendingWindowInDays") ?? DaysDefault);
        if (days is < DaysMin or > DaysDefault)
        {
            throw KmsErrors.Invalid($"PendingWindowInDays must be between {DaysMin} and {DaysDefault} (inclusive).");
        }

        key.State = "PendingDeletion";
        key.DeletionDate = context.Now.AddDays(days);
        KmsKeys.Touch(context, key);
        return new JsonObject
        {
            ["KeyId"] = key.Arn,
            ["DeletionDate"] = key.DeletionDate.Value.Epoch(),
            ["KeyState"] = key.State,
            ["PendingWindowInDays"] = days,
        };
    }
}
