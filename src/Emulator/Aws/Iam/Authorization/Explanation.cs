using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.ParameterStore;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>A question about a principal, without a request.</summary>
/// <param name="Principal">ARN of a user, role or assumed-role session.</param>
/// <param name="Action">e.g. <c>secretsmanager:GetSecretValue</c>.</param>
/// <param name="Resource">An ARN or <c>*</c>.</param>
/// <param name="Context">Condition keys that the request would have, beyond the principal's own.</param>
internal sealed record AccessQuestion(
    string Principal, string Action, string Resource, IReadOnlyDictionary<string, string> Context, DateTimeOffset Now);

/// <summary>Says whether a principal may do something, and which statement decides.</summary>
internal static class Explanation
{
    /// <summary>
    /// The answer as people read it: decision (allowed, explicitDeny, implicitDeny), reason, and the statement that
    /// decided with the policy that holds it. Call under the world's gate.
    /// </summary>
    public static JsonObject Explain(AwsWorld world, AccessQuestion question)
    {
        var answer = new JsonObject
        {
            ["principal"] = question.Principal,
            ["action"] = question.Action,
            ["resource"] = question.Resource,
        };
        if (PrincipalOf(world, question.Principal) is not { } found)
        {
            answer["decision"] = "unknownPrincipal";
            answer["reason"] = $"no user or role {question.Principal} exists";
            return answer;
        }

        var decision = Decide(world, question, found);
        answer["decision"] = decision.Allowed ? "allowed"
            : decision.Statement is null ? "implicitDeny" : "explicitDeny";
        answer["reason"] = decision.Explanation;
        if (decision.Statement is { } statement)
        {
            answer["policy"] = statement.Policy.Name;
            answer["policyKind"] = statement.Policy.Kind.ToString();
            answer["statement"] = StatementOf(statement);
        }

        return answer;
    }

    /// <summary>The decision itself; null when there is no such principal.</summary>
    public static Decision? Decide(AwsWorld world, AccessQuestion question) =>
        PrincipalOf(world, question.Principal) is { } found ? Decide(world, question, found) : null;

    private static Decision Decide(AwsWorld world, AccessQuestion question, KnownPrincipal found)
    {
        var keys = new ConditionKeys()
            .Set("aws:PrincipalArn", (found.Entity as IamRole)?.Arn ?? question.Principal)
            .Set("aws:PrincipalAccount", found.Principal.Account)
            .Set("aws:userid", found.Session?.UserId ?? found.Entity?.Id)
            .Set("aws:SourceIdentity", found.Session?.SourceIdentity)
            .Set("aws:username", (found.Entity as IamUser)?.Name)
            .Set("aws:SecureTransport", true)
            .Set("aws:CurrentTime", question.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))
            .Set("aws:EpochTime", question.Now.ToUnixTimeSeconds().ToString());
        foreach (var (key, value) in (found.Entity as IamUser)?.Tags.All ?? (found.Entity as IamRole)?.Tags.All ?? [])
        {
            keys.Set($"aws:PrincipalTag/{key}", value);
        }

        foreach (var (key, value) in found.Session?.Tags ?? new Dictionary<string, string>())
        {
            keys.Set($"aws:PrincipalTag/{key}", value);
        }

        foreach (var (key, value) in question.Context)
        {
            keys.Set(key, value);
        }

        return Decider.Decide(
            new Access(question.Action, question.Resource, keys),
            found.Principal,
            found.Policies,
            SideOf(world, question.Resource));
    }

    /// <summary>A principal with its policies, by ARN; null when there is none.</summary>
    public static KnownPrincipal? PrincipalOf(AwsWorld world, string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[0] != "arn")
        {
            return null;
        }

        var (account, resource) = (parts[4], parts[5]);
        if (resource == "root")
        {
            return new KnownPrincipal(new Principal(arn, account), new CallerPolicies(true, [], null, null), null, null);
        }

        var iam = world.Existing<IamState>(account, "");
        var segments = resource.Split('/');
        var key = segments[0] is "assumed-role" or "federated-user" ? Credentials.Store(world).OfSession(arn) : null;
        var session = key?.Session?.Policies?.Select((p, i) =>
            new AttachedPolicy(PolicyKind.Session, $"session policy {i + 1}", p)).ToList();
        if (segments[0] == "federated-user" && key is { UserName: null })
        {
            var root = new CallerPolicies(true, [], null, session);
            return new KnownPrincipal(new Principal(arn, account), root, null, key.Session);
        }

        IamPrincipal? entity = segments[0] switch
        {
            "user" => iam?.Users.GetValueOrDefault(segments[^1]),
            "role" => iam?.Roles.GetValueOrDefault(segments[^1]),
            "assumed-role" when segments.Length == 3 => iam?.Roles.GetValueOrDefault(segments[1]),
            "federated-user" when key?.UserName is { } name => iam?.Users.GetValueOrDefault(name),
            _ => null,
        };
        if (iam is null || entity is null)
        {
            return null;
        }

        var identity = CallerPolicies.Own(world, account, entity).ToList();
        foreach (var group in (entity as IamUser)?.Groups.Where(iam.Groups.ContainsKey) ?? [])
        {
            identity.AddRange(CallerPolicies.Own(world, account, iam.Groups[group]));
        }

        var boundaryArn = (entity as IamUser)?.Boundary ?? (entity as IamRole)?.Boundary;
        var boundary = boundaryArn is null ? null : IamPolicies.DocumentOf(boundaryArn, account, world) is { } document
            ? new[] { new AttachedPolicy(PolicyKind.Boundary, boundaryArn, document) }
            : [];
        return new KnownPrincipal(
            new Principal(arn, account, (entity as IamRole)?.Arn, Id: entity.Id),
            new CallerPolicies(false, identity, boundary, session),
            entity,
            key?.Session);
    }

    private static ResourceSide SideOf(AwsWorld world, string resource)
    {
        var parts = resource.Split(':', 6);
        if (parts.Length < 6 || parts[4].Length == 0)
        {
            return new ResourceSide(null, []);
        }

        var (service, region, account, rest) = (parts[2], parts[3], parts[4], parts[5]);
        AttachedPolicy? policy = null;
        switch (service)
        {
            case "secretsmanager":
                var secret = world.Existing<SecretsState>(account, region)?.ByAge(DateTimeOffset.MinValue)
                    .FirstOrDefault(s => s.Arn == resource);
                policy = Resource($"resource policy of {resource}", secret?.ResourcePolicy);
                break;
            case "kms" when world.Existing<KmsState>(account, region)?.ById.GetValueOrDefault(rest[4..]) is { } key:
                return new ResourceSide(
                    account, [Resource($"key policy of {resource}", key.Policy)!], RuledByPolicy: true);
            case "ssm":
                var parameter = world.Existing<ParameterStoreState>(account, region)
                    ?.Find(rest["parameter".Length..]);
                policy = Resource(
                    $"resource policy of {resource}", parameter?.SharePolicies.FirstOrDefault()?.Document);
                break;
            case "iam" when rest.StartsWith("role/", StringComparison.Ordinal):
                var role = world.Existing<IamState>(
                    account, "")?.Roles.GetValueOrDefault(rest[(rest.LastIndexOf('/') + 1)..]);
                policy = Resource($"trust policy of {resource}", role?.TrustPolicy);
                break;
        }

        return new ResourceSide(account, policy is null ? [] : [policy]);
    }

    private static AttachedPolicy? Resource(string name, string? document) =>
        document is null ? null : new AttachedPolicy(PolicyKind.Resource, name, document);

    private static JsonNode? StatementOf(DecidingStatement decided) =>
        PolicyDocument.Items((JsonNode.Parse(decided.Policy.Document) as JsonObject)?["Statement"])
            .ElementAtOrDefault(decided.Statement.Index)?.DeepClone();

    internal sealed record KnownPrincipal(
        Principal Principal, CallerPolicies Policies, IamPrincipal? Entity, Session? Session);
}
