using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;

namespace Eso.Kubernetes.Leases;

/// <summary>
/// Leads while it holds a Lease. Time that passes on other machines is never compared with ours: a rival's lease counts
/// as expired when it has not changed for its duration on our own clock. A candidate follows the Lease by a watch, so
/// that it knows to the moment when the leader was last heard of, and takes over when that is a lease's duration ago.
/// </summary>
public sealed partial class LeaderElector(LeaderElectionOptions options, InformerContext context)
{
    private readonly Lock gate = new();
    private JsonObject? observed;
    private string observedVersion = "";
    private DateTimeOffset observedAt;

    /// <summary>Whether we lead now.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>
    /// Waits for the lease, runs <paramref name="lead"/> and cancels it when the lease is lost. Returns when leading has
    /// ended; the caller then exits or tries again.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancel)
    {
        using var lease = context.Work.Begin($"leader election {options.Name}");
        await WaitForLeaseAsync(lease, cancel);
        IsLeader = true;
        LeaseLog.Leads(context.Logger, options.Identity, options.Name);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = lead(leading.Token);
        try
        {
            await RenewAsync(lease, work, cancel);
        }
        finally
        {
            IsLeader = false;
            await leading.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync();
        }

        await work;
    }

    private async Task RenewAsync(WorkLease lease, Task work, CancellationToken cancel)
    {
        var renewedAt = context.Clock.GetUtcNow();
        while (!work.IsCompleted)
        {
            await SleepAsync(lease, options.RetryPeriod, cancel);
            // A request that hangs must not carry us past the moment at which others may take over.
            var left = renewedAt + options.RenewDeadline - context.Clock.GetUtcNow();
            if (left > TimeSpan.Zero && await TryAcquireAsync(left, cancel))
            {
                renewedAt = context.Clock.GetUtcNow();
            }
            else if (context.Clock.GetUtcNow() - renewedAt >= options.RenewDeadline || HeldByOther())
            {
                LeaseLog.Lost(context.Logger, options.Identity, options.Name);
                return;
            }
        }
    }

    private bool HeldByOther()
    {
        lock (gate)
        {
            return observed is not null && Holder(observed) is var h && h.Length > 0 && h != options.Identity;
        }
    }

    private async Task<bool> TryAcquireAsync(TimeSpan limitOf, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(limitOf, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await TryOnceAsync(both.Token);
        }
        catch (KubeException e)
        {
            if (!e.IsConflict && !e.IsAlreadyExists)
            {
                LeaseLog.Failed(context.Logger, options.Name, e);
            }

            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> TryOnceAsync(CancellationToken cancel)
    {
        var now = context.Clock.GetUtcNow();
        var found = await context.Client.FindAsync(CoreTypes.Lease, options.Namespace, options.Name, cancel);
        if (found is null)
        {
            var made = KubeObject.New(CoreTypes.Lease, options.Namespace, options.Name);
            made["spec"] = Spec(now, now, 0);
            Observe(await context.Client.CreateAsync(CoreTypes.Lease, options.Namespace, made, cancel));
            return true;
        }

        Observe(found);
        var spec = found.Ensure("spec");
        var holder = spec.Text("holderIdentity");
        var mine = holder == options.Identity;
        if (!mine && holder.Length > 0 && ExpiresAt() > now)
        {
            return false;
        }

        var acquired = mine && DateTimeOffset.TryParse(
            spec.Text("acquireTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : now;
        found["spec"] = Spec(acquired, now, (spec.Number("leaseTransitions") ?? 0) + (mine ? 0 : 1));
        Observe(await context.Client.UpdateAsync(CoreTypes.Lease, options.Namespace, found, cancel));
        return true;
    }

    /// <summary>Gives the lease up at once, so that a successor need not wait.</summary>
    private async Task ReleaseAsync()
    {
        JsonObject released;
        lock (gate)
        {
            if (observed is null || Holder(observed) != options.Identity)
            {
                return;
            }

            released = observed.Copy();
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), context.Clock);
            var spec = released.Ensure("spec");
            spec["holderIdentity"] = "";
            spec["leaseDurationSeconds"] = 1;
            await context.Client.UpdateAsync(CoreTypes.Lease, options.Namespace, released, limit.Token);
        }
        catch (Exception e) when (e is KubeException or OperationCanceledException)
        {
            LeaseLog.NotReleased(context.Logger, options.Name, e);
        }
    }

    /// <summary>Notes a state of the Lease; the holder's silence is counted from the first sight of it.</summary>
    private void Observe(JsonObject lease)
    {
        lock (gate)
        {
            if (lease.ResourceVersion() == observedVersion)
            {
                return;
            }

            observed = lease;
            observedVersion = lease.ResourceVersion();
            observedAt = context.Clock.GetUtcNow();
        }
    }

    /// <summary>When the lease last seen may be taken: at once if nobody holds it.</summary>
    private DateTimeOffset ExpiresAt()
    {
        lock (gate)
        {
            var spec = observed.Object("spec");
            return spec.Text("holderIdentity").Length == 0
                ? DateTimeOffset.MinValue
                : observedAt + TimeSpan.FromSeconds(spec.Number("leaseDurationSeconds") ?? 15);
        }
    }

    private JsonObject Spec(DateTimeOffset acquired, DateTimeOffset renewed, long transitions) => new()
    {
        ["holderIdentity"] = options.Identity,
        ["leaseDurationSeconds"] = (long)options.LeaseDuration.TotalSeconds,
        ["acquireTime"] = MicroTime(acquired),
        ["renewTime"] = MicroTime(renewed),
        ["leaseTransitions"] = transitions,
    };

    private static string Holder(JsonObject lease) => lease.Object("spec").Text("holderIdentity");

    private static string MicroTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private Task SleepAsync(WorkLease lease, TimeSpan span, CancellationToken cancel) =>
        lease.SleepAsync(context.Clock, context.Random.Stretch(span, 0.2), cancel);
}
