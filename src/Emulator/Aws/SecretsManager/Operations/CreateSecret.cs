using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Makes a secret, with a first version when a value is given.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
/// Not emulated: encryption itself (the key must be there and enabled).
/// </summary>
internal sealed class CreateSecret : IOperation<SecretsState>
{
    public static string Name => "CreateSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var name = request.Required("Name");
        SecretLookup.CheckName(name);
        var token = SecretValues.Token(request);
        var value = SecretValues.Read(request);
        var regions = request.Objects("AddReplicaRegions");
        Replication.Check(regions, context);
        if (state.ByName(name, context.Now) is { } existing)
        {
            return Repeat(existing, token, value, context);
        }

        var secret = new Secret
        {
            Name = name,
            Arn = SecretArns.Make(name, context),
            Sequence = state.NextSequence(),
            Created = context.Now,
            LastChanged = context.Now,
            Description = request.Text("Description") is { Length: > 0 } description ? description : null,
            KmsKeyId = SecretKeys.Read(request, context),
            Type = request.Text("Type"),
            OwningService = Owner(name),
        };
        if (request.Tags() is { Count: > 0 } tags)
        {
            SecretTags.Put(secret, tags);
        }

        if (value is not null)
        {
            var keyArn = SecretKeys.ForWriting(secret.KmsKeyId, context.Account, context.Region, context);
            Stages.AddVersion(secret, token, value, [Stages.Current], context.Now).KeyArn = keyArn;
        }

        state.Add(secret);
        var started = regions.Count > 0
            ? Replication.Add(secret, regions, request.Flag("ForceOverwriteReplicaSecret") ?? false, context)
            : [];
        return Answer(secret, value is null ? null : token, started, context);
    }

    private static string? Owner(string name) =>
        name.Contains('!') && name.Split('!') is [{ Length: > 0 } service, { Length: > 0 }] ? service : null;

    private static JsonObject Repeat(
        Secret existing, string token, SecretValue? value, OperationContext context)
    {
        if (existing.Deletion is not null)
        {
            throw SecretsErrors.NameScheduledForDeletion();
        }

        return value is not null && SecretValues.IsRepeat(existing, token, value)
            ? Answer(existing, token, [], context)
            : throw SecretsErrors.NameTaken(existing.Name);
    }

    private static JsonObject Answer(
        Secret secret, string? version, IReadOnlyCollection<string> started, OperationContext context)
    {
        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        answer.AddUnlessNull("VersionId", version);
        if (secret.HasReplicas)
        {
            answer["ReplicationStatus"] = SecretDescription.Replication(secret, started, context);
        }

        return answer;
    }
}
