using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>The policy simulator: decides about actions and resources without a call being made.</summary>
internal static class Simulation
{
    /// <summary>One result for each action on each resource of the request.</summary>
    public static JsonObject Run(JsonObject request, Principal principal, CallerPolicies caller)
    {
        var boundaries = request.Texts("PermissionsBoundaryPolicyInputList");
        var policies = caller with
        {
            Identity =
            [
                .. caller.Identity,
                .. request.Texts("PolicyInputList")
                    .Select((p, i) => new AttachedPolicy(PolicyKind.Identity, $"PolicyInputList.{i + 1}", p)),
            ],
            Boundary = boundaries.Count == 0 ? caller.Boundary : boundaries.Select((p, i) =>
                new AttachedPolicy(PolicyKind.Boundary, $"PermissionsBoundaryPolicyInputList.{i + 1}", p)).ToList(),
        };
        var side = request.Text("ResourcePolicy") is { } document
            ? new ResourceSide(principal.Account, [new AttachedPolicy(PolicyKind.Resource, "ResourcePolicy", document)])
            : new ResourceSide(null, []);
        var resources = request.Texts("ResourceArns") is { Count: > 0 } given ? given : ["*"];
        var results = request.Texts("ActionNames").SelectMany(action => resources.Select(resource =>
        {
            var keys = Keys(request, principal);
            var access = new Access(action, resource, keys);
            return Show(action, resource, Decider.Decide(access, principal, policies, side));
        }));
        return IamPages.Page(request, "EvaluationResults", results);
    }

    private static ConditionKeys Keys(JsonObject request, Principal principal)
    {
        var keys = new ConditionKeys().Set("aws:PrincipalArn", principal.RoleArn ?? principal.Arn)
            .Set("aws:PrincipalAccount", principal.Account);
        foreach (var entry in request.Objects("ContextEntries"))
        {
            if (entry.Text("ContextKeyName") is { } name)
            {
                keys.Set(name, entry.Texts("ContextKeyValues"));
            }
        }

        return keys;
    }

    private static JsonObject Show(string action, string resource, Decision decision)
    {
        var matched = new JsonArray();
        if (decision.Statement is { } statement)
        {
            matched.Add((JsonNode)new JsonObject
            {
                ["SourcePolicyId"] = statement.Policy.Name,
                ["SourcePolicyType"] = statement.Policy.Kind == PolicyKind.Resource ? "Resource Policy" : "IAM Policy",
            });
        }

        return new JsonObject
        {
            ["EvalActionName"] = action,
            ["EvalResourceName"] = resource,
            ["EvalDecision"] = decision.Allowed ? "allowed"
                : decision.Statement is null ? "implicitDeny" : "explicitDeny",
            ["MatchedStatements"] = matched,
            ["MissingContextValues"] = new JsonArray(),
        };
    }
}
