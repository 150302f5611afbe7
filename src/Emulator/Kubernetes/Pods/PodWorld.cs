using System.Globalization;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What all Pods of the built-in node share.</summary>
internal sealed class PodWorld(IPodApi api, TimeProvider clock, Activity activity, Entropy entropy, Action<Exception> failed)
{
    private int addresses;

    public IPodApi Api => api;

    public TimeProvider Clock => clock;

    public Activity Activity => activity;

    /// <summary>What runs containers for real; null: the built-in shell does what their commands say.</summary>
    public IPodEngine? Engine { get; init; }

    /// <summary>The node's address.</summary>
    public string HostIp => "127.0.0.1";

    public void Failed(Exception e) => failed(e);

    /// <summary>Does a piece of work in the background; the world is busy until it is done.</summary>
    public void Run(string what, Func<Task> work)
    {
        var lease = activity.Begin(what);
        _ = Task.Run(async () =>
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The world is closing.
            }
#pragma warning disable CA1031 // Shown to tests; other Pods go on.
            catch (Exception e)
            {
                failed(e);
            }
#pragma warning restore CA1031
            finally
            {
                lease.Dispose();
            }
        });
    }

    /// <summary>A fresh Pod address of 10.244.0.0/16.</summary>
    public string NextIp()
    {
        var n = (Interlocked.Increment(ref addresses) % 65_000) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"10.244.{n / 250}.{(n % 250) + 2}");
    }

    public string NextContainerId() => "eso://" + entropy.Text("0123456789abcdef", 64);
}
