using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Called in a replica's region: makes the replica a secret of its own.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class StopReplicationToReplica : IOperation<SecretsState>
{
    public static string Name => "StopReplicationToReplica";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        if (!found.Secret.IsReplicaIn(context.Region))
        {
            throw SecretsErrors.NotAReplica();
        }

        Replication.Promote(found, context);
        return new JsonObject { ["ARN"] = found.Secret.Arn };
    }
}
