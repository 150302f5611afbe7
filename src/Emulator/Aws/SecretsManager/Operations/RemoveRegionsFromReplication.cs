using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Deletes replicas at once.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RemoveRegionsFromReplication : IOperation<SecretsState>
{
    public static string Name => "RemoveRegionsFromReplication";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        Replication.Remove(found.Secret, request.Texts("RemoveReplicaRegions"), context);
        found.State.Changed(found.Secret.Name);
        return new JsonObject
        {
            ["ARN"] = found.Secret.Arn,
            ["ReplicationStatus"] = SecretDescription.Replication(found.Secret, [], context),
        };
    }
}
