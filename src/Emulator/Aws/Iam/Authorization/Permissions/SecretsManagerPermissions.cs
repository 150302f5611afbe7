using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>
/// Secrets Manager: secrets by ARN with their resource policy, and the customer's keys. Refusals name the secret as the
/// caller did. A secret that does not exist is weighed by the ARN that its name would have, without suffix.
/// </summary>
internal sealed class SecretsManagerPermissions : IServicePermissions
{
    // A secret to be made gets its suffix later; policies end in -?????? or -*, and any six characters do.
    private const string SuffixToCome = "-AbCdEf";

    public string Service => "secretsmanager";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context)
    {
        var action = $"secretsmanager:{operation}";
        switch (operation)
        {
            case "ListSecrets" or "GetRandomPassword" or "BatchGetSecretValue":
                return [Permission.OnAll(action, context)];
            case "ValidateResourcePolicy" when !request.Has("SecretId"):
                return [Permission.OnAll(action, context)];
            case "CreateSecret":
                return OnNew(action, request, context);
            default:
                return OnSecret(action, request, context);
        }
    }

    private static IEnumerable<Permission> OnNew(string action, JsonObject request, OperationContext context)
    {
        var name = request.Required("Name");
        var arn = Arn(context, name) + SuffixToCome;
        var needed = new List<string> { action };
        if (request.Objects("Tags").Count > 0)
        {
            needed.Add("secretsmanager:TagResource");
        }

        if (request.Objects("AddReplicaRegions").Count > 0)
        {
            needed.Add("secretsmanager:ReplicateSecretToRegions");
        }

        foreach (var one in needed)
        {
            yield return new Permission(one, arn, name, Keys(request, null, context), new ResourceSide(null, []));
        }

        var writes = request.Has("SecretString") || request.Has("SecretBinary");
        if (writes && request.Text("KmsKeyId") is { Length: > 0 } key)
        {
            var keyArn = SecretKeys.ArnOf(key, context.Account, context);
            foreach (var permission in OnKey(
                ["kms:GenerateDataKey", "kms:Decrypt"], keyArn, arn, request.Text("ClientRequestToken"), context))
            {
                yield return permission;
            }
        }
    }

    private static IEnumerable<Permission> OnSecret(string action, JsonObject request, OperationContext context)
    {
        var id = request.Required("SecretId");
        var (secret, account) = Find(id, context);
        var arn = secret?.Arn ?? (id.StartsWith("arn:", StringComparison.Ordinal) ? id : Arn(context, id));
        var policies = secret?.ResourcePolicy is { } document
            ? new[] { new AttachedPolicy(PolicyKind.Resource, $"resource policy of {arn}", document) }
            : [];
        yield return new Permission(
            action, arn, id, Keys(request, secret, context), new ResourceSide(account, policies));

        var writes = request.Has("SecretString") || request.Has("SecretBinary");
        string[] onKey = action switch
        {
            "secretsmanager:GetSecretValue" => ["kms:Decrypt"],
            "secretsmanager:PutSecretValue" or "secretsmanager:UpdateSecret" when writes =>
                ["kms:GenerateDataKey", "kms:Decrypt"],
            _ => [],
        };
        if (onKey.Length == 0 || secret is null)
        {
            yield break;
        }

        var version = writes ? null : Version(secret, request);
        var key = writes && request.Text("KmsKeyId") is { Length: > 0 } sent ? sent : secret.KmsKeyId;
        var keyArn = version is null ? SecretKeys.ArnOf(key, account, context)
            : version.KeyArn ?? SecretKeys.ArnOf(version.KmsKeyId, account, context);
        var versionId = writes ? request.Text("ClientRequestToken") : version?.Id;
        foreach (var permission in OnKey(onKey, keyArn, arn, versionId, context))
        {
            yield return permission;
        }
    }

    private static SecretVersion? Version(Secret secret, JsonObject request) =>
        request.Text("VersionId") is { } id
            ? secret.Version(id)
            : secret.Holder(request.Text("VersionStage") ?? Stages.Current);

    // What Secrets Manager asks of KMS in its caller's name; grants and conditions may name this context.
    private static IEnumerable<Permission> OnKey(
        IEnumerable<string> actions, string? keyArn, string secretArn, string? versionId, OperationContext context)
    {
        if (keyArn is null)
        {
            return [];
        }

        var pairs = new Dictionary<string, string> { ["SecretARN"] = secretArn };
        if (versionId is not null)
        {
            pairs["SecretVersionId"] = versionId;
        }

        return actions.SelectMany(a => KmsPermissions.Via("secretsmanager", a, keyArn, pairs, context))
            .Select(p => p with
            {
                Refusal = _ => new AwsException("AccessDeniedException", 400, "Access to KMS is not allowed"),
            });
    }

    private static (Secret? Secret, string Account) Find(string id, OperationContext context)
    {
        var account = id.StartsWith("arn:", StringComparison.Ordinal) && id.Split(':') is { Length: >= 6 } parts
            ? parts[4]
            : context.Account;
        try
        {
            var state = context.World.State<SecretsState>(context.Account, context.Region);
            return (SecretLookup.TryFind(id, state, context)?.Secret, account);
        }
        catch (AwsException)
        {
            // A name that no secret can have: the operation itself refuses it.
            return (null, account);
        }
    }

    private static ConditionKeys Keys(JsonObject request, Secret? secret, OperationContext context)
    {
        var tags = request.Tags();
        var keys = CallerKeys.Of(context)
            .Set("secretsmanager:SecretId", secret?.Arn ?? request.Text("SecretId"))
            .Set("secretsmanager:Name", request.Text("Name"))
            .Set("secretsmanager:Description", request.Text("Description"))
            .Set("secretsmanager:KmsKeyId", request.Text("KmsKeyId"))
            .Set("secretsmanager:VersionId", request.Text("VersionId"))
            .Set("secretsmanager:VersionStage", request.Text("VersionStage"))
            .Set("secretsmanager:Type", request.Text("Type"))
            .Set("secretsmanager:RotationLambdaARN", request.Text("RotationLambdaARN"))
            .Set("secretsmanager:resource/AllowRotationLambdaArn", secret?.Rotation?.FunctionArn)
            .Set("secretsmanager:SecretPrimaryRegion", secret?.PrimaryRegion)
            .Set(
                "secretsmanager:RecoveryWindowInDays",
                request.Number("RecoveryWindowInDays")?.ToString(CultureInfo.InvariantCulture))
            .Set("secretsmanager:ForceDeleteWithoutRecovery", request.Flag("ForceDeleteWithoutRecovery"))
            .Set("secretsmanager:BlockPublicPolicy", request.Flag("BlockPublicPolicy"))
            .Set("secretsmanager:RotateImmediately", request.Flag("RotateImmediately"))
            .Set("secretsmanager:ModifyRotationRules", request.Has("RotationRules") ? true : null)
            .Set("secretsmanager:ForceOverwriteReplicaSecret", request.Flag("ForceOverwriteReplicaSecret"))
            .Set(
                "secretsmanager:AddReplicaRegions",
                request.Objects("AddReplicaRegions").Select(r => r.Required("Region")))
            .Set("aws:ResourceAccount", secret?.Arn.Split(':')[4])
            .Set("aws:TagKeys", tags.Select(t => t.Key).Concat(request.Texts("TagKeys")));
        foreach (var (key, value) in tags)
        {
            keys.Set($"aws:RequestTag/{key}", value);
        }

        foreach (var (key, value) in secret?.Tags ?? [])
        {
            keys.Set($"aws:ResourceTag/{key}", value).Set($"secretsmanager:ResourceTag/{key}", value);
        }

        return keys;
    }

    private static string Arn(OperationContext context, string name) =>
        $"arn:{context.Partition}:secretsmanager:{context.Region}:{context.Account}:secret:{name}";
}
