using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// One controller of the cluster: told of every change in order, it acts through the same verbs as everybody. Work must
/// be idempotent: after a failure the object is shown again.
/// </summary>
internal interface IController
{
    /// <summary>By which it can be switched off.</summary>
    string Name { get; }

    /// <summary>Reacts to one change. Quick to return when the change is none of its business.</summary>
    ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation);
}

/// <summary>
/// Runs the controllers: one cursor on the log of everything, one change at a time, so that the same writes give the
/// same order of reactions. Busy while the cursor is behind.
/// </summary>
internal sealed class ControllerHost : IAsyncDisposable
{
    private readonly KubeCore core;
    private readonly IReadOnlyList<IController> all;
    private readonly CancellationTokenSource stop = new();
    private readonly IDisposable probe;
    private volatile StoreLink? cursor;
    private volatile bool working;
    private Task running = Task.CompletedTask;

    public ControllerHost(KubeCore core)
    {
        this.core = core;
        all = ControllerList.Build(core).Where(c => core.Options.Controllers?.Contains(c.Name) ?? true).ToList();
        probe = core.Activity.AddProbe(() => cursor is { } at && (working || at.Next is not null) ? "kube controllers" : null);
    }

    private Exception? failure;

    /// <summary>A bug of ours that a controller ran into.</summary>
    public Exception? LastFailure
    {
        get => failure ?? all.OfType<Workloads.Reconciler>().Select(r => r.LastFailure).FirstOrDefault(f => f is not null);
        private set => failure = value;
    }

    /// <summary>Starts behind the initial content, so that each controller sees all of it.</summary>
    public void Start()
    {
        cursor = core.ControllersFrom ?? core.Store.Newest;

        // A link keeps all that follows it: held on to, this one would keep every version of every object for ever.
        core.ControllersFrom = null;
        running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        probe.Dispose();
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is how it stops.
        }

        foreach (var controller in all.OfType<IDisposable>())
        {
            controller.Dispose();
        }

        stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var at = cursor!;
            while (at.Next is { } next)
            {
                working = true;
                cursor = at = next;
                await HandleAsync(next.Event!).ConfigureAwait(false);
            }

            working = false;
            await core.Store.FollowedAsync(at).WaitAsync(stop.Token).ConfigureAwait(false);
        }
    }

    private async ValueTask HandleAsync(StoreEvent change)
    {
        foreach (var controller in all)
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                try
                {
                    await controller.ChangedAsync(change, stop.Token).ConfigureAwait(false);
                    break;
                }
                catch (KubeException e) when (e.Code is 404 or 409)
                {
                    // Somebody else changed the object meanwhile: look again.
                    if (e.Code == 404)
                    {
                        break;
                    }
                }
                catch (KubeException e)
                {
                    // Refused by an admission webhook, a quota…: nothing a controller could mend.
                    LastRefusal = e;
                    break;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LastFailure = e;
                    break;
                }
            }
        }
    }

    public KubeException? LastRefusal { get; private set; }
}
