using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Counts of IAM's objects, and its quotas.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
/// Not emulated: counts of what this world lacks (devices, certificates).
/// </summary>
internal sealed class GetAccountSummary : IOperation<IamState>
{
    public static string Name => "GetAccountSummary";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        new()
        {
            ["SummaryMap"] = new JsonObject
            {
                ["Users"] = state.Users.Count,
                ["UsersQuota"] = 5000,
                ["Groups"] = state.Groups.Count,
                ["GroupsQuota"] = 300,
                ["Roles"] = state.Roles.Count,
                ["RolesQuota"] = 1000,
                ["Policies"] = state.Policies.Count,
                ["PoliciesQuota"] = 1500,
                ["InstanceProfiles"] = state.InstanceProfiles.Count,
                ["InstanceProfilesQuota"] = 1000,
                ["Providers"] = state.OidcProviders.Count,
                ["PolicySizeQuota"] = 6144,
                ["VersionsPerPolicyQuota"] = 5,
                ["AccessKeysPerUserQuota"] = 2,
                ["GroupsPerUserQuota"] = 10,
                ["AttachedPoliciesPerUserQuota"] = 10,
                ["AttachedPoliciesPerGroupQuota"] = 10,
                ["AttachedPoliciesPerRoleQuota"] = 10,
                ["UserPolicySizeQuota"] = 2048,
                ["GroupPolicySizeQuota"] = 5120,
                ["AssumeRolePolicySizeQuota"] = 2048,
                ["MFADevices"] = 0,
                ["AccountMFAEnabled"] = 0,
                ["AccountAccessKeysPresent"] = 0,
            },
        };
}
