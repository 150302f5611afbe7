using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>The shapes of GetAccountAuthorizationDetails.</summary>
internal static class IamDetails
{
    public static IEnumerable<JsonObject> Users(IamState state) => state.Users.Values.Select(user =>
    {
        var shown = IamShapes.User(user);
        shown["UserPolicyList"] = Inline(user);
        shown["GroupList"] = user.Groups.ToJsonArray();
        shown["AttachedManagedPolicies"] = Attached(user);
        return shown;
    });

    public static IEnumerable<JsonObject> Groups(IamState state) => state.Groups.Values.Select(group =>
    {
        var shown = IamShapes.Group(group);
        shown["GroupPolicyList"] = Inline(group);
        shown["AttachedManagedPolicies"] = Attached(group);
        return shown;
    });

    public static IEnumerable<JsonObject> Roles(IamState state) =>
        state.Roles.Values.Select(role =>
        {
            var shown = IamShapes.Role(role);
            shown["InstanceProfileList"] = List(
                state.InstanceProfiles.Values.Where(p => p.Role == role.Name),
                p => IamShapes.Profile(p, state));
            shown["RolePolicyList"] = Inline(role);
            shown["AttachedManagedPolicies"] = Attached(role);
            return shown;
        });

    /// <summary>The customer's policies, and those of AWS that somebody uses.</summary>
    public static IEnumerable<JsonObject> Policies(IamState state, bool local, bool aws, string partition)
    {
        var used = ManagedPolicies.All(partition).Where(p => IamAttachments.Count(p.Arn, state) > 0);
        var policies = (local ? state.Policies.Values : Enumerable.Empty<IamPolicy>()).Concat(aws ? used : []);
        return policies.Select(policy =>
        {
            var shown = IamShapes.Policy(policy, state);
            shown["PolicyVersionList"] = List(
                policy.Versions, v => IamShapes.PolicyVersion(policy, v, document: true));
            return shown;
        });
    }

    private static JsonArray Inline(IamPrincipal principal) => List(principal.Inline, p => new JsonObject
    {
        ["PolicyName"] = p.Key,
        ["PolicyDocument"] = IamShapes.Document(p.Value),
    });

    private static JsonArray Attached(IamPrincipal principal) => List(principal.Attached, arn => new JsonObject
    {
        ["PolicyName"] = arn[(arn.LastIndexOf('/') + 1)..],
        ["PolicyArn"] = arn,
    });

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> show) =>
        new(items.Select(i => (JsonNode?)show(i)).ToArray());
}
