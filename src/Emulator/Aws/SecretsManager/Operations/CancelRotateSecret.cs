using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Turns rotation off; function and rules stay. A rotation under way keeps its AWSPENDING.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CancelRotateSecret : IOperation<SecretsState>
{
    public static string Name => "CancelRotateSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        if (found.Secret.Rotation is not { } rotation)
        {
            throw SecretsErrors.RotationNotConfigured();
        }

        rotation.Enabled = false;
        rotation.Next = null;
        rotation.Due = null;
        found.State.Changed(found.Secret.Name);
        var answer = new JsonObject { ["ARN"] = found.Secret.Arn, ["Name"] = found.Secret.Name };
        answer.AddUnlessNull("VersionId", rotation.OpenToken);
        return answer;
    }
}
