using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Who a managed policy is attached to.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
/// Not emulated: paging; PolicyUsageFilter.
/// </summary>
internal sealed class ListEntitiesForPolicy : IOperation<IamState>
{
    public static string Name => "ListEntitiesForPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.Policy(request, context);
        var filter = request.Text("EntityFilter");
        bool Wants(IamPrincipal principal, string kind) =>
            (filter is null || filter == kind) && principal.Attached.Contains(policy.Arn)
            && IamFind.IsBelow(request, principal.Path);
        JsonArray Show<T>(IEnumerable<T> all, string kind)
            where T : IamPrincipal =>
            new(all.Where(p => Wants(p, kind)).Select(p => (JsonNode?)new JsonObject
            {
                [$"{kind}Name"] = p.Name,
                [$"{kind}Id"] = p.Id,
            }).ToArray());
        return new JsonObject
        {
            ["PolicyGroups"] = Show(state.Groups.Values, "Group"),
            ["PolicyUsers"] = Show(state.Users.Values, "User"),
            ["PolicyRoles"] = Show(state.Roles.Values, "Role"),
            ["IsTruncated"] = false,
        };
    }
}
