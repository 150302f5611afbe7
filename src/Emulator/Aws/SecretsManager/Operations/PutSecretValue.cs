using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Makes a new version and attaches staging labels to it, AWSCURRENT unless others are named.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
/// Not emulated: RotationToken is not verified; encryption itself (the key must be there and enabled).
/// </summary>
internal sealed class PutSecretValue : IOperation<SecretsState>
{
    public static string Name => "PutSecretValue";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var id = request.Required("SecretId");
        if (!id.StartsWith("arn:", StringComparison.Ordinal))
        {
            SecretLookup.CheckName(id);
        }

        var token = SecretValues.Token(request);
        var value = SecretValues.Read(request) ?? throw SecretsErrors.NoValue();
        var found = SecretLookup.FindActive(id, state, context);
        SecretLookup.DemandUsableKey(found, context);
        Replication.DemandPrimary(found.Secret, context);
        var labels = request.Texts("VersionStages") is { Count: > 0 } named ? named : [Stages.Current];
        var secret = found.Secret;
        var version = secret.Version(token);
        if (!SecretValues.IsRepeat(secret, token, value))
        {
            var keyArn = SecretKeys.ForWriting(secret.KmsKeyId, found.Account, context.Region, context);
            version = Store(secret, version, token, value, labels, context.Now);
            version.KeyArn = keyArn;
            SecretRotation.ValueWritten(found, version, context);
            secret.LastChanged = context.Now;
            found.State.Changed(secret.Name);
            Replication.Propagate(found, context);
        }

        return new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["VersionId"] = version!.Id,
            ["VersionStages"] = version.Stages.ToJsonArray(),
        };
    }

    private static SecretVersion Store(
        Secret secret,
        SecretVersion? placeholder,
        string token,
        SecretValue value,
        IReadOnlyList<string> labels,
        DateTimeOffset now)
    {
        if (placeholder is null)
        {
            return Stages.AddVersion(secret, token, value, labels, now);
        }

        // The token of a rotation that waits for its value fills the placeholder.
        Stages.Fill(secret, placeholder, value, labels);
        return placeholder;
    }
}
