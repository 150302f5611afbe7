using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Changes description, key or value; a value makes a new current version.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
/// Not emulated: encryption itself (keys must be there and enabled).
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

        if (secret.IsReplicaIn(context.Region) && value is null && request.Has("KmsKeyId")
            && !request.Has("Description") && !request.Has("Type"))
        {
            Replication.UseKey(found, SecretKeys.Read(request, context), context);
            return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        }

        Replication.DemandPrimary(secret, context);
        var key = request.Has("KmsKeyId") ? SecretKeys.Read(request, context) : secret.KmsKeyId;
        var repeat = value is not null && SecretValues.IsRepeat(secret, token, value);
        var keyArn = UseKeys(found, key, writes: value is not null && !repeat, context);
        if (value is not null && !repeat)
        {
            var version = Write(secret, token, value, context.Now);
            version.KmsKeyId = key;
            version.KeyArn = keyArn;
            SecretRotation.ValueWritten(found, version, context);
        }

        if (!repeat || request.Has("Description") || request.Has("KmsKeyId"))
        {
            Apply(secret, request, key, keyArn);
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

    // A new key encrypts the labelled versions anew: they must be readable, and the key usable.
    private static string? UseKeys(FoundSecret found, string? key, bool writes, OperationContext context)
    {
        var rewraps = key == found.Secret.KmsKeyId
            ? []
            : Rewrapped(found.Secret).Where(v => v.Value is not null).ToList();
        rewraps.ForEach(version => SecretKeys.DemandReadable(found, version, context));
        return writes || rewraps.Count > 0
            ? SecretKeys.ForWriting(key, found.Account, context.Region, context)
            : null;
    }

    private static IEnumerable<SecretVersion> Rewrapped(Secret secret) => secret.Versions.Where(v =>
        v.Stages.Exists(s => s is Stages.Current or Stages.Pending or Stages.Previous));

    private static void Apply(Secret secret, JsonObject request, string? key, string? keyArn)
    {
        if (key != secret.KmsKeyId)
        {
            secret.KmsKeyId = key;
            foreach (var version in Rewrapped(secret))
            {
                version.KmsKeyId = key;
                version.KeyArn = keyArn;
            }
        }

        if (request.Text("Description") is { } description)
        {
            secret.Description = description.Length > 0 ? description : null;
        }

        secret.Type = request.Text("Type") ?? secret.Type;
    }
}
