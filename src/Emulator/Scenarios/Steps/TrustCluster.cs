using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Makes an IAM role that a ServiceAccount of this cluster may take on, and the OIDC provider for the cluster's issuer (IRSA).")]
internal sealed record TrustCluster : Step
{
    private const string Audience = "sts.amazonaws.com";

    [About("The role's name.")]
    public required string Role { get; init; }

    [About("The ServiceAccount, as namespace/name.")]
    public required string ServiceAccount { get; init; }

    public override IEnumerable<Need> Needs => [Need.Iam];

    public override string Describe() => $"by role {Role} for {ServiceAccount}";

    public override string? Problem(string folder) =>
        ServiceAccount.Split('/').Length == 2 || ServiceAccount.Contains(Variables.Unknown, StringComparison.Ordinal)
            ? null
            : "trustCluster.serviceAccount must be namespace/name";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var issuer = context.Ground.Issuer ?? throw new ExpectationFailed("the ground does not know its cluster's issuer");
        var aws = context.Ground.Aws;
        try
        {
            await aws.CallAsync("iam", "CreateOpenIDConnectProvider", new JsonObject
            {
                ["Url"] = issuer,
                ["ClientIDList"] = new JsonArray(Audience),
            }, null, cancel);
        }
        catch (AwsRefusedException e) when (e.Code == "EntityAlreadyExists")
        {
            // Another role of this scenario made it.
        }

        var provider = issuer[(issuer.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var place = ServiceAccount.Split('/');
        var account = (string?)(await aws.CallAsync("sts", "GetCallerIdentity", [], null, cancel))["Account"];
        await aws.CallAsync("iam", "CreateRole", new JsonObject
        {
            ["RoleName"] = Role,
            ["AssumeRolePolicyDocument"] = new JsonObject
            {
                ["Version"] = "2012-10-17",
                ["Statement"] = new JsonArray(new JsonObject
                {
                    ["Effect"] = "Allow",
                    ["Principal"] = new JsonObject { ["Federated"] = $"arn:aws:iam::{account}:oidc-provider/{provider}" },
                    ["Action"] = "sts:AssumeRoleWithWebIdentity",
                    ["Condition"] = new JsonObject
                    {
                        ["StringEquals"] = new JsonObject
                        {
                            [$"{provider}:aud"] = Audience,
                            [$"{provider}:sub"] = $"system:serviceaccount:{context.Ground.NamespaceOf(place[0])}:{place[1]}",
                        },
                    },
                }),
            }.ToJsonString(),
        }, null, cancel);
    }
}
