namespace Eso.Emulator.Grounds;

/// <summary>
/// Stands where the ground of containers would be: its packages are referenced only by <c>-p:Containers=true</c>, so that
/// the default build restores everywhere. See <c>Grounds/Containers</c>.
/// </summary>
internal sealed class ContainersGroundKind : IGroundKind
{
    public string Name => "containers";

    public string About => "rancher/k3s and localstack/localstack by Testcontainers (builds with -p:Containers=true)";

    public Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel) =>
        throw new GroundUnavailableException(
            "this build has no ground 'containers': build with -p:Containers=true where nuget.org is whole, "
            + "or start both with scripts/compose-up and use --ground external");
}
