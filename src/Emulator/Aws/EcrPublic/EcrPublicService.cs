using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.EcrPublic;

/// <summary>The public registry, as far as logging in to it goes.</summary>
internal sealed class EcrPublicService : IAwsService
{
    public string Name => "ecr-public";

    public Type State => typeof(EcrPublicState);

    public StateScope Scope => StateScope.Region;

    public IReadOnlyList<string> ResourceMembers => [];
}

/// <summary>The registry keeps nothing of the tokens that it gives out.</summary>
internal sealed class EcrPublicState : StatelessState;
