using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>Key Management Service, as far as secrets and parameters need it.</summary>
internal sealed class KmsService : IAwsService
{
    public string Name => "kms";

    public Type State => typeof(KmsState);

    public StateScope Scope => StateScope.Region;

    public IReadOnlyList<string> ResourceMembers => ["KeyId", "AliasName", "TargetKeyId", "DestinationKeyId"];
}
