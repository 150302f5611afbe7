using System.Collections.Concurrent;
using System.Collections.Frozen;
using Eso.Emulator.Clock;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>
/// The faults in force. Wraps each server's pipeline; without faults a request passes at the cost of one look. Chance
/// comes from a source of its own, drawn from the world's seed, so that a fault does not change the world's ids. A fault
/// never touches the control endpoint.
/// </summary>
internal sealed class FaultBoard
{
    /// <summary>All faults there are, by name.</summary>
    public static readonly FrozenDictionary<string, Type> Kinds = typeof(Fault).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Fault)) && !t.IsAbstract)
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    private readonly TimeProvider clock;
    private readonly Journal.Journal? journal;
    private readonly Entropy chance;
    private readonly FaultTable table;
    private readonly ConcurrentDictionary<WatchTap, byte> taps = new();

    public FaultBoard(TimeProvider clock, Entropy entropy, Journal.Journal? journal = null)
    {
        this.clock = clock;
        this.journal = journal;
        chance = new Entropy(entropy.Seed ^ 0xfa17);
        table = new FaultTable(clock, chance) { Ended = Release };
    }

    /// <summary>What the world lets faults do.</summary>
    public FaultHooks Hooks { get; set; } = new();

    /// <summary>The name a kind of fault has in scenarios.</summary>
    public static string KindOf(Fault fault) => NameOf(fault.GetType());

    /// <summary>Puts a fault in force under a name; an older one of that name ends.</summary>
    public void Inject(string name, Fault fault)
    {
        var running = new RunningFault(name, fault, clock.GetUtcNow(), fault.Prepare(Hooks));
        table.Put(running);
        if (fault is WatchFault watching)
        {
            ToRunning(running, watching);
        }

        Release();
    }

    /// <summary>Ends a fault; false when there was none of that name.</summary>
    public bool Heal(string name)
    {
        var there = table.Heal(name);
        Release();
        return there;
    }

    public void HealAll()
    {
        table.HealAll();
        Release();
    }

    /// <summary>Why no fault of a name is in force, for people.</summary>
    public string WhyGone(string name) => table.WhyGone(name);

    /// <summary>The oldest revision that a lagging replica in force answers from; null: there is none.</summary>
    public long? OldestRevision() => table.OldestRevision();

    /// <summary>Faults that ever were in force and that no request matched.</summary>
    public IReadOnlyList<(string Name, string Kind)> Idle() => table.Idle();

    /// <summary>Names of the faults in force with the requests each has hit.</summary>
    public IReadOnlyList<(string Name, string Kind, int Hits)> List() => table.List();

    /// <summary>The same pipeline with this board in front.</summary>
    public RequestDelegate Guard(string target, RequestDelegate server) => http =>
    {
        if (target == "kube" && WatchTap.IsWatch(http))
        {
            return WatchAsync(http, server);
        }

        if (!table.Any)
        {
            return server(http);
        }

        return target == "aws" && AwsBody.IsNeeded(http, table.AnyNamed)
            ? ReadAndPassAsync(http, server)
            : Pass(RequestReading.Facts(target, http), http, server);
    };

    /// <summary>Before a call to a webhook; throws what such a call would fail with.</summary>
    public Task WebhookAsync(string ns, string name, CancellationToken cancel)
    {
        if (!table.Any)
        {
            return Task.CompletedTask;
        }

        var facts = new RequestFacts("webhook", "kube-apiserver-admission", "", "", "", ns, name);
        return table.Choose(facts)?.Fault is WebhookFault fault ? fault.BeforeCallAsync(clock, cancel) : Task.CompletedTask;
    }

    /// <summary>Watches that look alive to their readers and are dead.</summary>
    public IReadOnlyList<string> SilentWatches => taps.Keys.Where(t => t.IsSilent).Select(t => t.AuditId).ToList();

    /// <summary>
    /// Bytes of a watch that reached its reader minus those the server wrote: below zero while a fault holds or has
    /// dropped some, above when it sent some twice.
    /// </summary>
    public long Skew(string auditId)
    {
        foreach (var tap in taps.Keys)
        {
            if (tap.AuditId == auditId)
            {
                return tap.Skew;
            }
        }

        return 0;
    }

    /// <summary>Whether any fault has ever touched a watch of this world.</summary>
    public bool Skewed => table.Skewed;

    /// <summary>What becomes of an event on its way to a watcher.</summary>
    internal Verdict Judge(WatchEvent e) => table.Judge(e);

    internal bool JudgesWatches => table.AnyWatch;

    internal TimeProvider Clock => clock;

    private Task Pass(RequestFacts facts, HttpContext http, RequestDelegate server) =>
        table.Choose(facts) is { } chosen ? ApplyAsync(chosen, facts, http, server) : server(http);

    private async Task ReadAndPassAsync(HttpContext http, RequestDelegate server)
    {
        var body = await AwsBody.ReadAsync(http);
        await Pass(RequestReading.Facts("aws", http, body), http, server);
    }

    private async Task WatchAsync(HttpContext http, RequestDelegate server)
    {
        var facts = RequestReading.Facts("kube", http);
        var tap = new WatchTap(this, http, facts);
        taps.TryAdd(tap, 0);
        try
        {
            await (table.Any ? Pass(facts, http, server) : server(http));
            await tap.EndAsync();
        }
        finally
        {
            taps.TryRemove(tap, out _);
            tap.Leave();
        }
    }

    private async Task ApplyAsync(RunningFault chosen, RequestFacts facts, HttpContext http, RequestDelegate server)
    {
        var time = clock.GetUtcNow();
        var served = false;
        await chosen.Fault.ApplyAsync(new FaultContext(http, facts, clock, chance, Hooks, chosen.State), passed =>
        {
            served = true;
            return server(passed);
        });
        if (!served && journal is not null)
        {
            // No server has heard of it, so none has noted it.
            var agent = facts.Caller.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0 ? facts.Caller[..blank] : facts.Caller;
            var cut = http.RequestAborted.IsCancellationRequested;
            journal.Record(new Journal.JournalEntry(
                facts.Target, time, "", facts.Target == "aws" ? facts.Operation : $"{http.Request.Method} {http.Request.Path}", "",
                cut ? 0 : http.Response.StatusCode, $"fault {chosen.Name}", TimeSpan.Zero)
            {
                UserAgent = agent,
            });
        }
    }

    /// <summary>What a fault does to the watches that run when it comes.</summary>
    private void ToRunning(RunningFault running, WatchFault fault)
    {
        if (fault.ClosesRunningAfter is null && !fault.SilencesRunning)
        {
            return;
        }

        foreach (var tap in taps.Keys.Where(t => fault.On.Matches(t.Facts)))
        {
            var hit = table.HitsRunning(running);
            if (hit && fault.ClosesRunningAfter is { } lifetime)
            {
                tap.CloseAfter(lifetime);
            }
            else if (hit)
            {
                tap.Silence();
            }
        }
    }

    /// <summary>Lets go of the events that no fault holds any longer.</summary>
    private void Release()
    {
        foreach (var tap in taps.Keys)
        {
            tap.Release();
        }
    }

    private static string NameOf(Type kind) => char.ToLowerInvariant(kind.Name[0]) + kind.Name[1..];
}
