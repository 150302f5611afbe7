using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Answers one version's value: the current one unless a version or a stage is asked for.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
/// Not emulated: decryption itself (the key must be there and enabled).
/// </summary>
internal sealed class GetSecretValue : IOperation<SecretsState>
{
    public static string Name => "GetSecretValue";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        SecretLookup.DemandUsableKey(found, context);
        return Read(found, request.Text("VersionId"), request.Text("VersionStage"), context);
    }

    /// <summary>The answer of one secret's version; notes the day of access.</summary>
    public static JsonObject Read(FoundSecret found, string? versionId, string? stage, OperationContext context)
    {
        var secret = found.Secret;
        var version = Select(secret, versionId, stage);
        SecretKeys.DemandReadable(found, version, context);
        Touch(found, version, AwsTime.Midnight(context.Now));
        var answer = new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["VersionId"] = version.Id,
        };
        SecretValues.Write(answer, version.Value!);
        if (version.Stages.Count > 0)
        {
            answer["VersionStages"] = version.Stages.ToJsonArray();
        }

        answer["CreatedDate"] = version.Created.Epoch();
        return answer;
    }

    private static SecretVersion Select(Secret secret, string? versionId, string? stage)
    {
        if (versionId is null)
        {
            // The placeholder of a rotation has a label and no value yet.
            return secret.Holder(stage ?? Stages.Current) is { Value: not null } holder
                ? holder
                : throw SecretsErrors.NoValueForStage(stage ?? Stages.Current);
        }

        if (secret.Version(versionId) is not { Value: not null } version)
        {
            throw SecretsErrors.NoValueForVersion(versionId);
        }

        return stage is null || version.Stages.Contains(stage) ? version : throw SecretsErrors.StageOfOtherVersion();
    }

    private static void Touch(FoundSecret found, SecretVersion version, DateTimeOffset day)
    {
        if (found.Secret.LastAccessed == day && version.LastAccessed == day)
        {
            return;
        }

        found.Secret.LastAccessed = day;
        version.LastAccessed = day;
        found.State.Changed(found.Secret.Name);
    }
}
