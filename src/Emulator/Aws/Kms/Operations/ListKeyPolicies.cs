using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Names of a key's policies: there is only "default".
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListKeyPolicies : IOperation<KmsState>
{
    public static string Name => "ListKeyPolicies";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        _ = KmsKeys.FindOwn(context, request.Required("KeyId"));
        return new JsonObject { ["PolicyNames"] = new JsonArray(KmsPolicies.OnlyName), ["Truncated"] = false };
    }
}
