using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>
/// Finds keys by every name that KMS accepts, and makes the keys that AWS's services own on first use.
/// </summary>
internal static class KmsKeys
{
    private const string Managed = "alias/aws/";

    // Aliases that AWS makes in every account and region; their keys are made on first use.
    private static readonly string[] ManagedServices =
    [
        "acm", "dynamodb", "ebs", "elasticfilesystem", "es", "glue", "kinesisvideo", "lambda", "rds", "redshift", "s3",
        "secretsmanager", "ssm", "xray",
    ];

    // Those that a service makes only once it is used there.
    private static readonly string[] LateServices = ["sqs", "sns"];

    /// <summary>The aliases of AWS managed keys that are there from the beginning.</summary>
    public static IEnumerable<string> ManagedAliases => ManagedServices.Select(s => Managed + s);

    /// <summary>Resolves a key id, key ARN, alias name or alias ARN; throws KMS's not-found errors.</summary>
    public static KmsKey Find(OperationContext context, string keyId)
    {
        if (keyId.StartsWith("arn:", StringComparison.Ordinal))
        {
            return FindByArn(context, keyId);
        }

        if (keyId.StartsWith("alias/", StringComparison.Ordinal))
        {
            return FindAlias(context, context.Account, context.Region, keyId);
        }

        var state = context.World.State<KmsState>(context.Account, context.Region);
        if (state.ById.TryGetValue(keyId, out var key) && !Gone(key, context))
        {
            return key;
        }

        throw Guid.TryParseExact(keyId, "D", out _) || keyId.StartsWith("mrk-", StringComparison.Ordinal)
            ? KmsErrors.KeyNotFound(KeyArn(context.Partition, context.Region, context.Account, keyId))
            : KmsErrors.InvalidKeyId(keyId);
    }

    /// <summary>As <see cref="Find"/>, seen from the account and region of what the key protects.</summary>
    public static KmsKey FindFor(OperationContext context, string account, string region, string keyId)
    {
        var parts = keyId.Split(':', 6);
        if (parts is ["arn", _, "kms", var home, var owner, var name])
        {
            (account, keyId) = (owner, name.StartsWith("key/", StringComparison.Ordinal) ? name[4..] : name);
            region = home == region ? region : throw KmsErrors.KeyNotFound(string.Join(':', parts));
        }

        if (keyId.StartsWith("alias/", StringComparison.Ordinal))
        {
            return FindAlias(context, account, region, keyId);
        }

        return context.World.Existing<KmsState>(account, region)?.ById.GetValueOrDefault(keyId) is { } key
            && !Gone(key, context)
            ? key
            : throw KmsErrors.InvalidKeyId(keyId);
    }

    /// <summary>As <see cref="Find"/>, and the key must be able to encrypt and decrypt now.</summary>
    public static KmsKey FindUsable(OperationContext context, string keyId)
    {
        var key = Find(context, keyId);
        RequireUsable(key);
        return key;
    }

    /// <summary>As <see cref="Find"/>, by key id or key ARN, for operations that manage the key.</summary>
    public static KmsKey FindOwn(OperationContext context, string keyId) =>
        keyId.StartsWith("alias/", StringComparison.Ordinal) || keyId.Contains(":alias/", StringComparison.Ordinal)
            ? throw KmsErrors.InvalidKeyId(keyId)
            : Find(context, keyId);

    /// <summary>An alias of this account and region.</summary>
    public static KmsAlias FindAlias(OperationContext context, KmsState state, string name) =>
        state.Aliases.GetValueOrDefault(name)
        ?? throw KmsErrors.AliasNotFound(AliasArn(context.Partition, context.Region, context.Account, name));

    public static void CheckAliasName(string name)
    {
        if (!name.StartsWith("alias/", StringComparison.Ordinal))
        {
            throw KmsErrors.InvalidAliasName();
        }

        if (name.StartsWith(Managed, StringComparison.Ordinal))
        {
            throw KmsErrors.ReservedAlias();
        }

        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw KmsErrors.AliasCharacters(name);
        }
    }

    /// <summary>Notes that a key changed, in whichever account it lives.</summary>
    public static void Touch(OperationContext context, KmsKey key) =>
        context.World.State<KmsState>(key.Account, context.Region).Changed(key.Id);

    public static void RequireUsable(KmsKey key)
    {
        switch (key.State)
        {
            case "Enabled":
                return;
            case "Disabled":
                throw KmsErrors.Disabled(key.Arn);
            default:
                throw KmsErrors.InvalidState(key.Arn, key.State);
        }
    }

    /// <summary>Makes a key and keeps it.</summary>
    public static KmsKey Create(
        OperationContext context,
        string account,
        string region,
        Action<KmsKey>? shape = null,
        bool awsManaged = false,
        bool multiRegion = false,
        string origin = "AWS_KMS")
    {
        var state = context.World.State<KmsState>(account, region);
        var uuid = context.Entropy.Uuid();
        var id = multiRegion ? "mrk-" + uuid.Replace("-", "", StringComparison.Ordinal) : uuid;
        var material = new byte[32];
        context.Entropy.Fill(material);
        var key = new KmsKey
        {
            Id = id,
            Arn = KeyArn(context.Partition, region, account, id),
            Account = account,
            Created = context.Now,
            Material = material,
            Policy = DefaultPolicy(context.Partition, account),
            AwsManaged = awsManaged,
            MultiRegion = multiRegion,
            Origin = origin,
            State = origin == "EXTERNAL" ? "PendingImport" : "Enabled",
        };
        shape?.Invoke(key);
        state.ById.Add(id, key);
        state.Changed(id);
        return key;
    }

    public static string KeyArn(string partition, string region, string account, string id) =>
        $"arn:{partition}:kms:{region}:{account}:key/{id}";

    public static string AliasArn(string partition, string region, string account, string alias) =>
        $"arn:{partition}:kms:{region}:{account}:{alias}";

    /// <summary>Keys past their deletion date are gone; the date lies on the world's clock.</summary>
    public static bool Gone(KmsKey key, OperationContext context) =>
        key.DeletionDate is { } date && key.State == "PendingDeletion" && date <= context.Now;

    private static KmsKey FindByArn(OperationContext context, string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[2] != "kms")
        {
            throw KmsErrors.InvalidKeyId(arn);
        }

        if (parts[5].StartsWith("alias/", StringComparison.Ordinal))
        {
            return FindAlias(context, parts[4], parts[3], parts[5]);
        }

        if (parts[3] == context.Region && parts[5].StartsWith("key/", StringComparison.Ordinal)
            && context.World.State<KmsState>(parts[4], parts[3]).ById.TryGetValue(parts[5][4..], out var key)
            && !Gone(key, context))
        {
            return key;
        }

        // KMS looks only in its own region; a foreign region's ARN is told apart by nothing.
        throw KmsErrors.KeyNotFound(arn);
    }

    private static KmsKey FindAlias(OperationContext context, string account, string region, string alias)
    {
        var state = context.World.State<KmsState>(account, region);
        if (state.Aliases.TryGetValue(alias, out var found) && state.ById.TryGetValue(found.KeyId, out var key)
            && !Gone(key, context))
        {
            return key;
        }

        if (alias.StartsWith(Managed, StringComparison.Ordinal)
            && ManagedServices.Concat(LateServices).Contains(alias[Managed.Length..]))
        {
            key = Create(context, account, region, awsManaged: true, shape: k =>
                k.Description = $"Default key that protects my {Describe(alias[Managed.Length..])} "
                    + "when no other key is defined");
            state.Aliases[alias] = new KmsAlias
            {
                Name = alias,
                KeyId = key.Id,
                Created = context.Now,
                Updated = context.Now,
            };
            state.Changed(alias);
            return key;
        }

        throw KmsErrors.AliasNotFound(AliasArn(context.Partition, region, account, alias));
    }

    private static string Describe(string service) => service switch
    {
        "ssm" => "SSM parameters",
        "secretsmanager" => "Secrets Manager data",
        "s3" => "S3 objects",
        "ebs" => "EBS volumes",
        _ => service,
    };

    private static string DefaultPolicy(string partition, string account) =>
        "{\n  \"Version\" : \"2012-10-17\",\n  \"Id\" : \"key-default-1\",\n  \"Statement\" : [ {\n"
        + "    \"Sid\" : \"Enable IAM User Permissions\",\n    \"Effect\" : \"Allow\",\n    \"Principal\" : {\n"
        + $"      \"AWS\" : \"arn:{partition}:iam::{account}:root\"\n    }},\n    \"Action\" : \"kms:*\",\n"
        + "    \"Resource\" : \"*\"\n  } ]\n}";
}
