using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Rotates a key now; its automatic schedule stays as it is.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
/// Not emulated: imported key material.
/// </summary>
internal sealed class RotateKeyOnDemand : IOperation<KmsState>
{
    public static string Name => "RotateKeyOnDemand";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        KmsKeys.RequireUsable(key);
        if (key.AwsManaged)
        {
            throw KmsErrors.AwsManaged(key.Arn);
        }

        if (key.Rotations.Count(r => r.OnDemand) >= KmsRotations.OnDemandMax)
        {
            throw KmsErrors.TooManyRotations(KmsRotations.OnDemandMax);
        }

        key.Rotations.Add(new KmsRotation(context.Now, OnDemand: true));
        KmsKeys.Touch(context, key);
        return new JsonObject { ["KeyId"] = key.Arn };
    }
}
