using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>The shapes of GetAccountAuthorizationDetails.</summary>
internal static class IamDetails
{
    public static JsonArray Users(IamState state, bool wanted) => List(wanted, state.Users.Values, user =>
    {
        var shown = IamShapes.User(user);
        shown["UserPolicyList"] = Inline(user);
        shown["GroupList"] = user.Groups.ToJsonArray();
        shown["AttachedManagedPolicies"] = Attached(user);
        return shown;
    });

    public static JsonArray Groups(IamState state, bool wanted) => List(wanted, state.Groups.Values, group =>
    {
        var shown = IamShapes.Group(group);
        shown["GroupPolicyList"] = Inline(group);
        shown["AttachedManagedPolicies"] = Attached(group);
        return shown;
    });

    public static JsonArray Roles(IamState state, bool wanted) =>
        List(wanted, state.Roles.Values, role =>
        {
            var shown = IamShapes.Role(role);
            shown["InstanceProfileList"] = List(
                true,
                state.InstanceProfiles.Values.Where(p => p.Role == role.Name),
                p => IamShapes.Profile(p, state));
            shown["RolePolicyList"] = Inline(role);
            shown["AttachedManagedPolicies"] = Attached(role);
            return shown;
        });

    /// <summary>The customer's policies, and those of AWS that somebody uses.</summary>
    public static JsonArray Policies(IamState state, bool local, bool aws)
    {
        var used = ManagedPolicies.All.Where(p => IamAttachments.Count(p.Arn, state) > 0);
        var policies = (local ? state.Policies.Values : Enumerable.Empty<IamPolicy>()).Concat(aws ? used : []);
        return List(true, policies, policy =>
        {
            var shown = IamShapes.Policy(policy, state);
            shown["PolicyVersionList"] = List(
                true, policy.Versions, v => IamShapes.PolicyVersion(policy, v, document: true));
            return shown;
        });
    }

    private static JsonArray Inline(IamPrincipal principal) => List(true, principal.Inline, p => new JsonObject
    {
        ["PolicyName"] = p.Key,
        ["PolicyDocument"] = IamShapes.Document(p.Value),
    });

    private static JsonArray Attached(IamPrincipal principal) => List(true, principal.Attached, arn => new JsonObject
    {
        ["PolicyName"] = arn[(arn.LastIndexOf('/') + 1)..],
        ["PolicyArn"] = arn,
    });

    private static JsonArray List<T>(bool wanted, IEnumerable<T> items, Func<T, JsonObject> show) =>
        new(wanted ? items.Select(i => (JsonNode?)show(i)).ToArray() : []);
}
