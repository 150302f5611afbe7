namespace Eso.Operator.Hosting;

/// <summary>
/// Whether the operator makes progress: not merely alive. Stuck means: a reconcile that does not end, or an API server
/// that has not been heard of for longer than any watch may be silent.
/// </summary>
internal sealed class Health(OperatorRuntime runtime)
{
    private static readonly TimeSpan ReconcileMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(12);

    public bool IsReady => runtime.Context.Informers.All().All(i => i.HasSynced);

    /// <summary>What is stuck, a line each; empty when healthy.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        var now = runtime.Context.Clock.GetUtcNow();
        foreach (var controller in runtime.Controllers)
        {
            if (controller.OldestStart is { } began && now - began > ReconcileMax)
            {
                problems.Add($"a reconcile of {controller.Name} has been running for {(now - began).TotalSeconds:0} s");
            }
        }

        foreach (var informer in runtime.Context.Informers.All())
        {
            if (informer.HasSynced && now - informer.LastContact > SilenceMax)
            {
                problems.Add($"nothing heard of {informer.Type.GroupResource} for {(now - informer.LastContact).TotalSeconds:0} s");
            }
        }

        return problems;
    }
}
