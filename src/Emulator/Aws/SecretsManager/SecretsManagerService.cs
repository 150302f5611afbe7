using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

internal sealed class SecretsManagerService : IAwsService
{
    public string Name => "secretsmanager";

    public Type State => typeof(SecretsState);

    public StateScope Scope => StateScope.Region;

    public IReadOnlyList<string> ResourceMembers => ["SecretId", "Name", "SecretIdList"];
}
