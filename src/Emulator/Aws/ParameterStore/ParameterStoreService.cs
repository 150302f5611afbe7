using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>Systems Manager, of which only Parameter Store is here.</summary>
internal sealed class ParameterStoreService : IAwsService
{
    public string Name => "ssm";

    public Type State => typeof(ParameterStoreState);

    public StateScope Scope => StateScope.Region;

    public IReadOnlyList<string> ResourceMembers => ["Name", "Names", "Path", "ResourceId", "ResourceArn", "SettingId"];

    public string QueryNamespace => "http://ssm.amazonaws.com/doc/2014-11-06/";
}
