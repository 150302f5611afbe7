using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// A key's policy.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetKeyPolicy : IOperation<KmsState>
{
    public static string Name => "GetKeyPolicy";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        var name = request.Text("PolicyName") ?? KmsPolicies.OnlyName;
        return name == KmsPolicies.OnlyName
            ? new JsonObject { ["Policy"] = key.Policy, ["PolicyName"] = name }
            : throw KmsErrors.NoSuchPolicy();
    }
}
