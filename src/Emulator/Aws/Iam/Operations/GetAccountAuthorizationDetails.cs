using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// All users, groups, roles and managed policies with their policies.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetAccountAuthorizationDetails : IOperation<IamState>
{
    public static string Name => "GetAccountAuthorizationDetails";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var filter = request.Texts("Filter");
        bool Wants(string kind) => filter.Count == 0 || filter.Contains(kind);
        var policies = IamDetails.Policies(
            state, Wants("LocalManagedPolicy"), Wants("AWSManagedPolicy"), context.Partition);
        return IamPages.Page(
            request,
            ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"],
            [
                .. Wants("User") ? Of("UserDetailList", IamDetails.Users(state)) : [],
                .. Wants("Group") ? Of("GroupDetailList", IamDetails.Groups(state)) : [],
                .. Wants("Role") ? Of("RoleDetailList", IamDetails.Roles(state)) : [],
                .. Of("Policies", policies),
            ]);
    }

    private static IEnumerable<(string Member, JsonNode Item)> Of(string member, IEnumerable<JsonObject> items) =>
        items.Select(i => (member, (JsonNode)i));
}
