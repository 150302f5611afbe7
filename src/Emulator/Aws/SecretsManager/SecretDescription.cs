using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// The metadata that DescribeSecret and ListSecrets share. Members without a value are left out, as AWS does.
/// </summary>
internal static class SecretDescription
{
    public static JsonObject Describe(Secret secret, OperationContext context)
    {
        var answer = Common(secret, "VersionIdsToStages");
        if (secret.HasReplicas)
        {
            answer["ReplicationStatus"] = Replication(secret, [], context);
        }

        return answer;
    }

    public static JsonObject ListEntry(Secret secret) => Common(secret, "SecretVersionsToStages");

    /// <summary>
    /// The replicas and how they are. Copies are made at once here, in AWS after the answer: the call that starts
    /// them tells of <paramref name="started"/> that they are on their way.
    /// </summary>
    public static JsonArray Replication(
        Secret secret, IReadOnlyCollection<string> started, OperationContext context) => new(secret.Replicas.Select(r =>
    {
        var one = new JsonObject { ["Region"] = r.Region, ["KmsKeyId"] = r.KmsKeyId ?? SecretKeys.DefaultAlias };
        if (started.Contains(r.Region))
        {
            one["Status"] = "InProgress";
            return (JsonNode)one;
        }

        one["Status"] = r.Status;
        one.AddUnlessNull("StatusMessage", r.StatusMessage);
        var copy = r.Status == "InSync"
            ? context.World.Existing<SecretsState>(secret.Arn.Split(':')[4], r.Region)?.ByName(secret.Name, context.Now)
            : null;
        one.AddUnlessNull("LastAccessedDate", copy?.LastAccessed?.Epoch());
        return one;
    }).ToArray());

    public static JsonArray Tags(Secret secret) => new(secret.Tags!.Select(
        t => (JsonNode)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }).ToArray());

    private static JsonObject Common(Secret secret, string versionsMember)
    {
        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        answer.AddUnlessNull("Type", secret.Type);
        answer.AddUnlessNull("Description", secret.Description);
        answer.AddUnlessNull("KmsKeyId", secret.KmsKeyId);
        AddRotation(answer, secret.Rotation);
        answer["LastChangedDate"] = secret.LastChanged.Epoch();
        answer.AddUnlessNull("LastAccessedDate", secret.LastAccessed?.Epoch());
        answer.AddUnlessNull("DeletedDate", secret.Deletion?.Epoch());
        if (secret.Rotation is { Enabled: true, Next: { } next })
        {
            answer["NextRotationDate"] = next.Epoch();
        }

        if (secret.Tags is not null)
        {
            answer["Tags"] = Tags(secret);
        }

        var listed = secret.Versions.Where(v => v.Stages.Count > 0).ToArray();
        if (listed.Length > 0)
        {
            answer[versionsMember] = new JsonObject(
                listed.Select(v => KeyValuePair.Create(v.Id, (JsonNode?)v.Stages.ToJsonArray())));
        }

        answer.AddUnlessNull("OwningService", secret.OwningService);
        answer["CreatedDate"] = secret.Created.Epoch();
        answer.AddUnlessNull("PrimaryRegion", secret.PrimaryRegion);
        return answer;
    }

    private static void AddRotation(JsonObject answer, Rotation? rotation)
    {
        if (rotation is null)
        {
            return;
        }

        answer["RotationEnabled"] = rotation.Enabled;
        answer.AddUnlessNull("RotationLambdaARN", rotation.FunctionArn);
        if (rotation.AfterDays is not null || rotation.Schedule is not null)
        {
            var rules = new JsonObject();
            rules.AddUnlessNull("AutomaticallyAfterDays", rotation.AfterDays);
            rules.AddUnlessNull("Duration", rotation.Duration);
            rules.AddUnlessNull("ScheduleExpression", rotation.Schedule);
            answer["RotationRules"] = rules;
        }

        answer.AddUnlessNull("LastRotatedDate", rotation.LastRotated?.Epoch());
    }
}
