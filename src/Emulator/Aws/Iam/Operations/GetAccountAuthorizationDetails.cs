using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// All users, groups, roles and managed policies with their policies.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
/// Not emulated: paging.
/// </summary>
internal sealed class GetAccountAuthorizationDetails : IOperation<IamState>
{
    public static string Name => "GetAccountAuthorizationDetails";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var filter = request.Texts("Filter");
        bool Wants(string kind) => filter.Count == 0 || filter.Contains(kind);
        return new JsonObject
        {
            ["UserDetailList"] = IamDetails.Users(state, Wants("User")),
            ["GroupDetailList"] = IamDetails.Groups(state, Wants("Group")),
            ["RoleDetailList"] = IamDetails.Roles(state, Wants("Role")),
            ["Policies"] = IamDetails.Policies(state, Wants("LocalManagedPolicy"), Wants("AWSManagedPolicy")),
            ["IsTruncated"] = false,
        };
    }
}
