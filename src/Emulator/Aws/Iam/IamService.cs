using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Identity and Access Management: global, one state per account.</summary>
internal sealed class IamService : IAwsService
{
    public string Name => "iam";

    public Type State => typeof(IamState);

    public StateScope Scope => StateScope.Account;

    public IReadOnlyList<string> ResourceMembers =>
        ["UserName", "RoleName", "GroupName", "PolicyArn", "PolicyName", "OpenIDConnectProviderArn", "Url"];
}
