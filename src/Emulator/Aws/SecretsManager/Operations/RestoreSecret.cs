using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Takes a scheduled deletion back; restoring a secret that is not scheduled changes nothing.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RestoreSecret : IOperation<SecretsState>
{
    public static string Name => "RestoreSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.Find(request.Required("SecretId"), state, context);
        found.State.Restore(found.Secret);
        return new JsonObject { ["ARN"] = found.Secret.Arn, ["Name"] = found.Secret.Name };
    }
}
