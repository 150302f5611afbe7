using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Copies a secret to other regions and keeps the copies in step.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
/// Not emulated: the time that copying takes (the answer says InProgress, everything after it InSync); regions that the account has not enabled.
/// </summary>
internal sealed class ReplicateSecretToRegions : IOperation<SecretsState>
{
    public static string Name => "ReplicateSecretToRegions";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        var started = Replication.Add(
            found.Secret,
            request.Objects("AddReplicaRegions"),
            request.Flag("ForceOverwriteReplicaSecret") ?? false,
            context);
        found.State.Changed(found.Secret.Name);
        return new JsonObject
        {
            ["ARN"] = found.Secret.Arn,
            ["ReplicationStatus"] = SecretDescription.Replication(found.Secret, started, context),
        };
    }
}
