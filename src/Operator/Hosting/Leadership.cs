using Eso.Kubernetes.Leases;

namespace Eso.Operator.Hosting;

/// <summary>Runs controllers only while a Lease is held; stops them before anybody else may begin.</summary>
internal sealed class Leadership(ControllerContext context, LeaderElectionOptions options)
{
    /// <summary>Returns when the lease was had and is lost, or on cancellation.</summary>
    public async Task RunAsync(Action start, Func<Task> stopWork, CancellationToken stop)
    {
        var named = options.Identity.Length > 0 ? options : options with { Identity = MakeIdentity() };
        var elector = new LeaderElector(named, context.Informing);
        context.Metrics.Reconciles.RegisterLease(options.Name, () => elector.IsLeader);
        try
        {
            await elector.RunAsync(
                async lost =>
                {
                    start();
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.Clock, lost)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await stopWork();
                },
                stop);
        }
        catch (OperationCanceledException)
        {
            // Stopped before or while leading.
        }
    }

    private string MakeIdentity()
    {
        Span<byte> bytes = stackalloc byte[16];
        context.Random.Fill(bytes);
        return $"{Environment.MachineName}_{Convert.ToHexStringLower(bytes)}";
    }
}
