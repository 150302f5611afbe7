using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Changes description, key or value; a value makes a new current version.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
/// Not emulated: re-encryption of existing versions under a new key.
/// </summary>
internal sealed class UpdateSecret : IOperation<SecretsState>
{
    public static string Name => "UpdateSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var id = request.Required("SecretId");
        if (!id.StartsWith("arn:", StringComparison.Ordinal))
        {
            SecretLookup.CheckName(id);
        }

        var token = SecretValues.Token(request);
        var value = SecretValues.Read(request);
        var found = SecretLookup.FindActive(id, state, context);
        var secret = found.Secret;
        if (value is not null)
        {
            SecretLookup.DemandUsableKey(found, context);
        }

        Replication.DemandPrimary(secret, context);
        var key = request.Has("KmsKeyId") ? SecretKeys.Read(request, context) : secret.KmsKeyId;
        var repeat = value is not null && SecretValues.IsRepeat(secret, token, value);
        if (value is not null && !repeat)
        {
            var version = Write(secret, token, value, context.Now);
            version.KmsKeyId = key;
            SecretRotation.ValueWritten(found, version, context);
        }

        if (!repeat || request.Has("Description") || request.Has("KmsKeyId"))
        {
            Apply(secret, request, key);
            secret.LastChanged = context.Now;
            found.State.Changed(secret.Name);
            Replication.Propagate(found, context);
        }

        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        answer.AddUnlessNull("VersionId", value is null ? null : token);
        return answer;
    }

    private static SecretVersion Write(Secret secret, string token, SecretValue value, DateTimeOffset now)
    {
        if (secret.Version(token) is not { } placeholder)
        {
            return Stages.AddVersion(secret, token, value, [Stages.Current], now);
        }

        Stages.Fill(secret, placeholder, value, [Stages.Current]);
        return placeholder;
    }

    private static void Apply(Secret secret, JsonObject request, string? key)
    {
        if (key != secret.KmsKeyId)
        {
            // AWS encrypts the labelled versions anew under the new key.
            secret.KmsKeyId = key;
            foreach (var version in secret.Versions.Where(v => v.Stages.Exists(
                s => s is Stages.Current or Stages.Pending or Stages.Previous)))
            {
                version.KmsKeyId = key;
            }
        }

        if (request.Text("Description") is { } description)
        {
            secret.Description = description.Length > 0 ? description : null;
        }

        secret.Type = request.Text("Type") ?? secret.Type;
    }
}
