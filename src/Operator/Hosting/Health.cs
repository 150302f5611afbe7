using Eso.Kubernetes.Informers;
using Eso.Operator.Controllers;

namespace Eso.Operator.Hosting;

/// <summary>
/// Whether controllers make progress: not merely whether they are alive. Stuck means: a reconcile that does not end,
/// keys that nobody takes although they are ready, or an API server that has not been heard of for longer than any watch
/// may be silent.
/// </summary>
internal sealed class Health(
    TimeProvider clock, InformerFactory informers, Func<IReadOnlyList<ControllerBase>> controllers) : IHealth
{
    private static readonly TimeSpan ReconcileMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StandstillMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(12);

    public IReadOnlyList<string> NotReady() =>
        [.. informers.All().Where(i => !i.HasSynced).Select(i => $"no list of {i.Type.GroupResource} yet")];

    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        var now = clock.GetUtcNow();
        foreach (var controller in controllers())
        {
            if (controller.OldestStart is { } began && now - began > ReconcileMax)
            {
                problems.Add($"a reconcile of {controller.Name} has been running for {(now - began).TotalSeconds:0} s");
            }

            // Whoever does not lead has a queue that nobody is meant to empty.
            if (controller.IsStarted && controller.Queue.Standstill is var stands && stands > StandstillMax)
            {
                problems.Add($"nobody has taken a key of {controller.Name} for {stands.TotalSeconds:0} s");
            }
        }

        foreach (var informer in informers.All())
        {
            if (informer.HasSynced && now - informer.LastContact > SilenceMax)
            {
                problems.Add($"nothing heard of {informer.Type.GroupResource} for {(now - informer.LastContact).TotalSeconds:0} s");
            }
        }

        return problems;
    }
}
