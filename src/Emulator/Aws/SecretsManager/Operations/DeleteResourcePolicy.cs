using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Detaches a secret's policy; without one it changes nothing.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteResourcePolicy : IOperation<SecretsState>
{
    public static string Name => "DeleteResourcePolicy";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        found.Secret.ResourcePolicy = null;
        found.State.Changed(found.Secret.Name);
        Replication.Propagate(found, context);
        return new JsonObject { ["ARN"] = found.Secret.Arn, ["Name"] = found.Secret.Name };
    }
}
