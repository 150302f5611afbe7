using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Whether and when a key is rotated.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
/// Not emulated: OnDemandRotationStartDate: rotations on demand are over at once.
/// </summary>
internal sealed class GetKeyRotationStatus : IOperation<KmsState>
{
    public static string Name => "GetKeyRotationStatus";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.Find(context, request.Required("KeyId"));
        var answer = new JsonObject { ["KeyRotationEnabled"] = key.RotationEnabled, ["KeyId"] = key.Arn };
        if (key.RotationEnabled)
        {
            answer["RotationPeriodInDays"] = key.RotationPeriodDays;
            answer["NextRotationDate"] = KmsRotations.Next(key, context.Now)!.Value.Epoch();
        }

        return answer;
    }
}
