using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Answers the policy attached to a secret, if any.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetResourcePolicy : IOperation<SecretsState>
{
    public static string Name => "GetResourcePolicy";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var secret = SecretLookup.FindActive(request.Required("SecretId"), state, context).Secret;
        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        answer.AddUnlessNull("ResourcePolicy", secret.ResourcePolicy);
        return answer;
    }
}
