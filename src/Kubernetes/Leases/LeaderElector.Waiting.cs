using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Work;

namespace Eso.Kubernetes.Leases;

public sealed partial class LeaderElector
{
    /// <summary>Cancelled and replaced whenever the watch shows a change that shortens the wait.</summary>
    private CancellationTokenSource? nap;

    /// <summary>Tries every retry period, and at the very moment at which the lease runs out.</summary>
    private async Task WaitForLeaseAsync(WorkLease lease, CancellationToken cancel)
    {
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task? follower = null;
        try
        {
            while (!await TryAcquireAsync(options.RenewDeadline, cancel))
            {
                follower ??= Task.Run(() => FollowAsync(following.Token), CancellationToken.None);
                await NapAsync(lease, cancel);
            }
        }
        finally
        {
            await following.CancelAsync();
            await (follower ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task NapAsync(WorkLease lease, CancellationToken cancel)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        lock (gate)
        {
            nap = awake;
        }

        var left = ExpiresAt() - context.Clock.GetUtcNow();
        var wait = context.Random.Stretch(options.RetryPeriod, 0.2);
        try
        {
            await lease.SleepAsync(context.Clock, left > TimeSpan.Zero && left < wait ? left : wait, awake.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Woken by the watch.
        }
        finally
        {
            lock (gate)
            {
                nap = null;
            }
        }
    }

    /// <summary>
    /// Follows the Lease. Whoever may not watch leases (the rule is newer than many installations) just polls, and then
    /// takes over up to one retry period later.
    /// </summary>
    private async Task FollowAsync(CancellationToken cancel)
    {
        using var lease = context.Work.Begin($"watch of lease {options.Name}");
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await FollowOnceAsync(lease, cancel);
                await SleepAsync(lease, TimeSpan.FromMilliseconds(100), cancel);
            }
            catch (KubeException e) when (e.IsForbidden)
            {
                return;
            }
            catch (Exception e) when (e is KubeException or IOException or HttpRequestException)
            {
                await SleepAsync(lease, options.RetryPeriod, cancel);
            }
        }
    }

    private async Task FollowOnceAsync(WorkLease lease, CancellationToken cancel)
    {
        string version;
        lock (gate)
        {
            version = observedVersion;
        }

        var query = new WatchOptions
        {
            ResourceVersion = version,
            FieldSelector = $"metadata.name={options.Name}",
            Timeout = TimeSpan.FromMinutes(5),
        };
        using var stream = await context.Client.WatchAsync(CoreTypes.Lease, options.Namespace, query, cancel);
        while (true)
        {
            while (stream.TryNext(out var line))
            {
                Seen(line);
            }

            lease.Pause();
            stream.Handled();
            if (!await stream.FillAsync(cancel))
            {
                lease.Resume();
                return;
            }

            lease.Resume();
        }
    }

    private void Seen(WatchLine line)
    {
        if (line.Type == "ERROR")
        {
            lock (gate)
            {
                // Too old a version: begin at the newest there is.
                observedVersion = "";
            }

            throw new KubeException(410, "Expired", "the watch of the lease has expired");
        }

        if (line.Type is not ("ADDED" or "MODIFIED" or "DELETED") || Parse(line.Object) is not { } changed)
        {
            return;
        }

        var gone = line.Type == "DELETED";
        if (!gone)
        {
            Observe(changed);
        }

        if (gone || Holder(changed).Length == 0)
        {
            lock (gate)
            {
                nap?.Cancel();
            }
        }
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
