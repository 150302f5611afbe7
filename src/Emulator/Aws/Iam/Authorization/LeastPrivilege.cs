using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.ParameterStore;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;
using Eso.Emulator.Journal;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// The smallest identity policy that lets a principal make the calls that the journal shows of it, refused ones
/// included. The journal holds no parameters beyond the resource, so that conditions are for the reader to add.
/// </summary>
internal static class LeastPrivilege
{
    private static readonly string[] WithoutPermission =
        ["sts:GetCallerIdentity", "sts:GetSessionToken", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

    private static readonly string[] OnEverything =
    [
        "secretsmanager:ListSecrets", "secretsmanager:GetRandomPassword", "secretsmanager:BatchGetSecretValue",
        "ssm:DescribeParameters", "kms:ListKeys", "kms:ListAliases", "kms:CreateKey", "kms:GenerateRandom",
        "sts:GetAccessKeyInfo", "sts:DecodeAuthorizationMessage",
    ];

    /// <summary>
    /// The policy for one principal (a user, a role or one of its sessions). Call under the world's gate.
    /// </summary>
    public static JsonObject Of(AwsWorld world, string principal, IEnumerable<JournalEntry> journal)
    {
        var needed = new SortedSet<(string Action, string Resource)>();
        foreach (var entry in journal.Where(e => e.Target == "aws" && Is(principal, e.Caller) && WasWeighed(e)))
        {
            needed.UnionWith(Needed(world, entry));
        }

        // Actions that are needed on the same resources share a statement.
        var byAction = needed.GroupBy(n => n.Action)
            .Select(g => (Action: g.Key, Resources: g.Select(n => n.Resource).ToArray()))
            .GroupBy(a => (Service(a.Action), string.Join('\n', a.Resources)))
            .Select(g => (Actions: g.Select(a => a.Action).ToArray(), g.First().Resources));
        return new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(byAction.Select((s, i) => (JsonNode?)new JsonObject
            {
                ["Sid"] = $"Needed{i + 1}",
                ["Effect"] = "Allow",
                ["Action"] = s.Actions.ToJsonArray(),
                ["Resource"] = s.Resources.ToJsonArray(),
            }).ToArray()),
        };
    }

    private static string Service(string action) => action[..action.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Whether the journal's caller is the principal, or a session of it.</summary>
    private static bool Is(string principal, string caller)
    {
        if (principal == caller)
        {
            return true;
        }

        var at = principal.IndexOf(":role/", StringComparison.Ordinal);
        return at > 0 && principal.Split(':') is { Length: >= 6 } parts
            && caller.StartsWith(
                $"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{principal[(principal.LastIndexOf('/') + 1)..]}/",
                StringComparison.Ordinal);
    }

    /// <summary>Malformed requests say nothing about permissions; those that failed for want of something do.</summary>
    private static bool WasWeighed(JournalEntry entry) =>
        entry.Status is >= 200 and < 300
        || entry.Error is { } error
            && (error.StartsWith("AccessDenied", StringComparison.Ordinal)
                || error.Contains("NotFound", StringComparison.Ordinal));

    private static IEnumerable<(string Action, string Resource)> Needed(AwsWorld world, JournalEntry entry)
    {
        var dot = entry.Operation.IndexOf('.', StringComparison.Ordinal);
        var caller = entry.Caller.Split(':');
        if (dot < 0 || caller.Length < 6)
        {
            return [];
        }

        var service = entry.Operation[..dot];
        var action = $"{service}:{entry.Operation[(dot + 1)..]}";
        if (WithoutPermission.Contains(action))
        {
            return [];
        }

        if (OnEverything.Contains(action) && !(action.EndsWith(":BatchGetSecretValue", StringComparison.Ordinal)))
        {
            return [(action, "*")];
        }

        var place = new Place(world, caller[1], entry.Region, caller[4]);
        var things = entry.Resource.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return service switch
        {
            "secretsmanager" => things.SelectMany(t => OnSecret(place, action, t)).Concat(
                things.Length == 0 || action.EndsWith(":BatchGetSecretValue", StringComparison.Ordinal)
                    ? [(action, "*")]
                    : []),
            "ssm" => things.SelectMany(t => OnParameter(place, action, t)),
            "sts" => [(action, things is [var role, ..] ? role : "*")],
            "kms" => [(action, KeyArn(place, entry.Resource))],
            _ => [(action, "*")],
        };
    }

    private static IEnumerable<(string Action, string Resource)> OnSecret(Place place, string action, string id)
    {
        var arn = id.StartsWith("arn:", StringComparison.Ordinal)
            ? id
            : $"arn:{place.Partition}:secretsmanager:{place.Region}:{place.Account}:secret:{id}-??????";
        yield return (
            action == "secretsmanager:BatchGetSecretValue" ? "secretsmanager:GetSecretValue" : action, arn);
        var secret = place.World.Existing<SecretsState>(place.Account, place.Region)
            ?.ByAge(DateTimeOffset.MinValue).FirstOrDefault(s => s.Name == id || s.Arn == id);
        if (secret?.KmsKeyId is { } key)
        {
            foreach (var onKey in action switch
            {
                "secretsmanager:GetSecretValue" => ["kms:Decrypt"],
                "secretsmanager:CreateSecret" or "secretsmanager:PutSecretValue" or "secretsmanager:UpdateSecret" =>
                    new[] { "kms:Decrypt", "kms:GenerateDataKey" },
                _ => [],
            })
            {
                yield return (onKey, KeyArn(place, key));
            }
        }
    }

    private static IEnumerable<(string Action, string Resource)> OnParameter(Place place, string action, string given)
    {
        var isArn = given.StartsWith("arn:", StringComparison.Ordinal);
        var name = isArn ? given : given.Split(':')[0];
        yield return (action, isArn
            ? name
            : $"arn:{place.Partition}:ssm:{place.Region}:{place.Account}:parameter/{name.TrimStart('/')}");
        if (SecretReference.IsReference(name))
        {
            var secret = name["/aws/reference/secretsmanager/".Length..];
            foreach (var needed in OnSecret(place, "secretsmanager:GetSecretValue", secret))
            {
                yield return needed;
            }
        }

        var parameter = place.World.Existing<ParameterStoreState>(place.Account, place.Region)
            ?.Find(ParameterReader.KeyOfNameOrArn(name));
        if (parameter?.Latest is { KeyArn: { } key, KeyId: not "alias/aws/ssm" })
        {
            var reads = action.StartsWith("ssm:Get", StringComparison.Ordinal);
            var onKey = action == "ssm:PutParameter" ? "kms:Encrypt" : reads ? "kms:Decrypt" : null;
            if (onKey is not null)
            {
                yield return (onKey, key);
            }
        }
    }

    /// <summary>A key's ARN: policies cannot name a key by alias.</summary>
    private static string KeyArn(Place place, string key)
    {
        var state = place.World.Existing<KmsState>(place.Account, place.Region);
        var at = key.IndexOf("alias/", StringComparison.Ordinal);
        var id = at >= 0 ? state?.Aliases.GetValueOrDefault(key[at..])?.KeyId : key[(key.LastIndexOf('/') + 1)..];
        return id is not null && state?.ById.GetValueOrDefault(id) is { } found
            ? found.Arn
            : key.StartsWith("arn:", StringComparison.Ordinal) && at < 0
                ? key
                : $"arn:{place.Partition}:kms:{place.Region}:{place.Account}:key/*";
    }

    private sealed record Place(AwsWorld World, string Partition, string Region, string Account);
}
