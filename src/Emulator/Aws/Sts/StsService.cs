using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>Security Token Service: global, its sessions are kept with IAM's access keys.</summary>
internal sealed class StsService : IAwsService
{
    public string Name => "sts";

    public Type State => typeof(StsState);

    public StateScope Scope => StateScope.Account;

    public IReadOnlyList<string> ResourceMembers => ["RoleArn", "Name", "AccessKeyId"];
}
