namespace Eso.Emulator.Grounds;

/// <summary>Everything in this process: a fresh world per scenario, in milliseconds.</summary>
internal sealed class EmbeddedGroundKind : IGroundKind
{
    public string Name => "embedded";

    public string About => "both servers and the operator in this process, one clock; needs nothing";

    public void Warm() => Task.Run(static () =>
    {
        _ = MemoryCrds.All;
        MemoryAuthority.Warm();
    });

    public Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel) =>
        settings.InCluster
            ? throw new GroundUnavailableException("--in-cluster needs a ground that runs Pods: containers or external")
            : Task.FromResult<IGroundSession>(new Session(machine));

    private sealed class Session(TimeProvider machine) : IGroundSession
    {
        public IReadOnlySet<Need> Offers => EmbeddedGround.Offered;

        public int WorldsMax => int.MaxValue;

        public async Task<IGround> OpenAsync(GroundStart start, CancellationToken cancel) => await EmbeddedGround.OpenAsync(
            start.Shape(new WorldOptions { Now = start.Now ?? WorldOptions.Epoch, Seed = start.Seed }), machine, cancel);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
