using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Replaces a key's policy.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutKeyPolicy : IOperation<KmsState>
{
    public static string Name => "PutKeyPolicy";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        if ((request.Text("PolicyName") ?? KmsPolicies.OnlyName) != KmsPolicies.OnlyName)
        {
            throw KmsErrors.NoSuchPolicy();
        }

        var policy = request.Required("Policy");
        KmsPolicies.Check(policy, request, context);
        key.Policy = policy;
        KmsKeys.Touch(context, key);
        return [];
    }
}
