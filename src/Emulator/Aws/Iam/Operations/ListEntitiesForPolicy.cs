using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Who a managed policy is attached to.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListEntitiesForPolicy : IOperation<IamState>
{
    public static string Name => "ListEntitiesForPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.Policy(request, context);
        var filter = request.Text("EntityFilter");
        var usage = request.Text("PolicyUsageFilter");
        bool Uses(IamPrincipal principal) =>
            (usage != "PermissionsBoundary" && principal.Attached.Contains(policy.Arn))
            || (usage != "PermissionsPolicy" && BoundaryOf(principal) == policy.Arn);
        IEnumerable<(string Member, JsonNode Item)> Show(IEnumerable<IamPrincipal> all, string kind) => all
            .Where(p => (filter is null || filter == kind) && Uses(p) && IamFind.IsBelow(request, p.Path))
            .Select(p => ($"Policy{kind}s", (JsonNode)new JsonObject
            {
                [$"{kind}Name"] = p.Name,
                [$"{kind}Id"] = p.Id,
            }));
        return IamPages.Page(
            request,
            ["PolicyGroups", "PolicyUsers", "PolicyRoles"],
            [
                .. Show(state.Groups.Values, "Group"),
                .. Show(state.Users.Values, "User"),
                .. Show(state.Roles.Values, "Role"),
            ]);
    }

    private static string? BoundaryOf(IamPrincipal principal) =>
        (principal as IamUser)?.Boundary ?? (principal as IamRole)?.Boundary;
}
