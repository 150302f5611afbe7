using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Ecr;

/// <summary>Elastic Container Registry, as far as logging in to it goes: there are no repositories here.</summary>
internal sealed class EcrService : IAwsService
{
    public string Name => "ecr";

    public Type State => typeof(EcrState);

    public StateScope Scope => StateScope.Region;

    public IReadOnlyList<string> ResourceMembers => [];
}

/// <summary>A registry keeps nothing of the tokens that it gives out.</summary>
internal sealed class EcrState : StatelessState;
