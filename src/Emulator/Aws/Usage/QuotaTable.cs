namespace Eso.Emulator.Aws.Usage;

/// <summary>Operations that share one published request rate per account and region.</summary>
internal sealed record QuotaGroup(string Service, double PerSecond, IReadOnlyList<string> Operations);

/// <summary>
/// Published request rates. Secrets Manager: its quotas page and AWS's announcement of March 2025; Parameter Store at
/// standard throughput: the general reference; STS: 600 a second shared.
/// </summary>
internal static class QuotaTable
{
    public static readonly IReadOnlyList<QuotaGroup> Groups =
    [
        new("secretsmanager", 10_000, ["GetSecretValue"]),
        new("secretsmanager", 40_000, ["DescribeSecret"]),
        new("secretsmanager", 100, ["BatchGetSecretValue"]),
        new("secretsmanager", 100, ["ListSecrets"]),
        new("secretsmanager", 50, ["CreateSecret"]),
        new("secretsmanager", 50, ["DeleteSecret"]),
        new("secretsmanager", 50, ["RestoreSecret"]),
        new("secretsmanager", 50, ["GetRandomPassword"]),
        new("secretsmanager", 50, ["ListSecretVersionIds"]),
        new("secretsmanager", 50,
        [
            "PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage", "ReplicateSecretToRegions",
            "RemoveRegionsFromReplication", "StopReplicationToReplica",
        ]),
        new("secretsmanager", 50, ["RotateSecret", "CancelRotateSecret"]),
        new("secretsmanager", 50, ["TagResource", "UntagResource"]),
        new("secretsmanager", 50,
        [
            "GetResourcePolicy", "PutResourcePolicy", "DeleteResourcePolicy", "ValidateResourcePolicy",
        ]),
        new("ssm", 40, ["GetParameter", "GetParameters", "GetParametersByPath"]),
        new("ssm", 3, ["PutParameter"]),
        new("ssm", 10, ["DescribeParameters"]),
        new("sts", 600,
        [
            "AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetCallerIdentity", "GetSessionToken",
            "GetFederationToken", "GetAccessKeyInfo", "DecodeAuthorizationMessage",
        ]),
    ];
}
