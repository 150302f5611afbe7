using Eso.Emulator.Kubernetes.Controllers;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Feeds the Pod runner from the store's log.</summary>
internal sealed class PodController : IController, IDisposable
{
    public const string ControllerName = "pods";
    private readonly StorePodApi api;

    public PodController(KubeCore core)
    {
        api = new StorePodApi(core);
        var options = core.Options;
        Runner = new PodRunner(
            api,
            core.Clock,
            core.Activity,
            core.Entropy,
            options.PodScheduleDelay,
            options.PodEngine is null ? options.QuietPodScheduleDelay : TimeSpan.Zero,
            options.PodEngine)
        {
            NodeName = core.Options.Node,
        };
        Runner.Start();
        core.Pods = Runner;
    }

    public string Name => ControllerName;

    public PodRunner Runner { get; }

    public ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        api.Changed(change);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => Runner.Dispose();
}
