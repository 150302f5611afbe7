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
internal sealed class FaultBoard(TimeProvider clock, Entropy entropy, Journal.Journal? journal = null)
{
    private const int EverMax = 1_000;

    /// <summary>All faults there are, by name.</summary>
    public static readonly FrozenDictionary<string, Type> Kinds = typeof(Fault).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Fault)) && !t.IsAbstract)
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    private readonly Entropy chance = new(entropy.Seed ^ 0xfa17);
    private readonly Lock gate = new();
    private readonly Dictionary<string, RunningFault> faults = new(StringComparer.Ordinal);
    private readonly List<RunningFault> ever = [];
    private readonly ConcurrentDictionary<WatchTap, byte> taps = new();
    private volatile bool any;
    private volatile bool anyWatch;

    /// <summary>What the world lets faults do.</summary>
    public FaultHooks Hooks { get; set; } = new();

    /// <summary>The name a kind of fault has in scenarios.</summary>
    public static string KindOf(Fault fault) => NameOf(fault.GetType());

    /// <summary>Puts a fault in force under a name; an older one of that name ends.</summary>
    public void Inject(string name, Fault fault)
    {
        var running = new RunningFault(name, fault, clock.GetUtcNow(), fault.Prepare(Hooks));
        lock (gate)
        {
            if (faults.Remove(name, out var older))
            {
                older.Ended = true;
            }

            faults[name] = running;
            ever.Add(running);
            if (ever.Count > EverMax)
            {
                ever.RemoveAt(0);
            }

            Changed();
        }

        if (fault is WatchFault watching)
        {
            // Held events wait for the end of the fault, which no request may come to notice.
            running.Timer = fault.Window is { } window
                ? clock.CreateTimer(_ => Expire(running), null, window, Timeout.InfiniteTimeSpan)
                : null;
            ToRunning(running, watching);
        }

        Release();
    }

    /// <summary>Ends a fault; false when there was none of that name.</summary>
    public bool Heal(string name)
    {
        bool there;
        lock (gate)
        {
            there = faults.Remove(name, out var running);
            End(running);
        }

        Release();
        return there;
    }

    public void HealAll()
    {
        lock (gate)
        {
            foreach (var running in faults.Values)
            {
                running.Ended = true;
                running.Timer?.Dispose();
            }

            faults.Clear();
            Changed();
        }

        Release();
    }

    /// <summary>The oldest revision that a lagging replica in force answers from; null: there is none.</summary>
    public long? OldestRevision()
    {
        lock (gate)
        {
            return faults.Values.Select(r => r.State as long?).Min();
        }
    }

    /// <summary>Faults that ever were in force and that no request matched.</summary>
    public IReadOnlyList<(string Name, string Kind)> Idle()
    {
        lock (gate)
        {
            return ever.Where(r => r.Seen == 0).Select(r => (r.Name, r.Kind)).ToList();
        }
    }

    /// <summary>Names of the faults in force with the requests each has hit.</summary>
    public IReadOnlyList<(string Name, string Kind, int Hits)> List()
    {
        lock (gate)
        {
            return faults.OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => (f.Key, f.Value.Kind, f.Value.Hits)).ToList();
        }
    }

    /// <summary>The same pipeline with this board in front.</summary>
    public RequestDelegate Guard(string target, RequestDelegate server) => http =>
    {
        if (target == "kube" && WatchTap.IsWatch(http))
        {
            return WatchAsync(http, server);
        }

        if (!any)
        {
            return server(http);
        }

        var facts = RequestReading.Facts(target, http);
        return Choose(facts) is { } chosen ? ApplyAsync(chosen, facts, http, server) : server(http);
    };

    /// <summary>Before a call to a webhook; throws what such a call would fail with.</summary>
    public Task WebhookAsync(string ns, string name, CancellationToken cancel)
    {
        if (!any)
        {
            return Task.CompletedTask;
        }

        var facts = new RequestFacts("webhook", "kube-apiserver-admission", "", "", "", ns, name);
        return Choose(facts)?.Fault is WebhookFault fault ? fault.BeforeCallAsync(clock, cancel) : Task.CompletedTask;
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
    public bool Skewed { get; private set; }

    /// <summary>What becomes of an event on its way to a watcher.</summary>
    internal Verdict Judge(WatchEvent e)
    {
        lock (gate)
        {
            foreach (var running in InOrder())
            {
                if (running.Fault is WatchFault fault && fault.On.MatchesEvent(e.Watch, e.Namespace, e.Name))
                {
                    var verdict = fault.Judge(e);
                    if (verdict != Verdict.Pass && Hits(running))
                    {
                        return verdict;
                    }
                }
            }

            return Verdict.Pass;
        }
    }

    internal bool JudgesWatches => anyWatch;

    internal TimeProvider Clock => clock;

    private async Task WatchAsync(HttpContext http, RequestDelegate server)
    {
        var facts = RequestReading.Facts("kube", http);
        var tap = new WatchTap(this, http, facts);
        taps.TryAdd(tap, 0);
        try
        {
            var chosen = any ? Choose(facts) : null;
            await (chosen is null ? server(http) : ApplyAsync(chosen, facts, http, server));
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

    private RunningFault? Choose(RequestFacts facts)
    {
        RunningFault? chosen = null;
        var ended = false;
        lock (gate)
        {
            foreach (var running in InOrder())
            {
                var fault = running.Fault;
                if (!fault.Concerns(facts) || !fault.On.Matches(facts))
                {
                    continue;
                }

                if (fault is WatchFault { AppliesToRequests: false })
                {
                    // It has something to do with this watch; which events it hits is judged one by one.
                    running.Seen++;
                    continue;
                }

                if (Hits(running))
                {
                    chosen = running;
                    break;
                }
            }

            if (facts.Verb == "list")
            {
                foreach (var dropped in faults.Values.Where(f => f.Fault is Kinds.EventsDropped { } d && f.Hits > 0 && d.EndsWith(facts)).ToList())
                {
                    faults.Remove(dropped.Name);
                    End(dropped);
                    ended = true;
                }
            }
        }

        if (ended)
        {
            Release();
        }

        return chosen;
    }

    /// <summary>The faults in force in the order of their names, without those whose time is over; the gate is held.</summary>
    private List<RunningFault> InOrder()
    {
        foreach (var over in faults.Values.Where(r => r.Fault.Window is { } window && clock.GetUtcNow() - r.Since >= window).ToList())
        {
            faults.Remove(over.Name);
            End(over);
        }

        return faults.Values.OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
    }

    /// <summary>Counts a request that matches; whether it is hit. The gate is held.</summary>
    private bool Hits(RunningFault running)
    {
        var fault = running.Fault;
        if (++running.Seen <= fault.After || (fault.Probability < 1 && (decimal)chance.NextDouble() >= fault.Probability))
        {
            return false;
        }

        running.Hits++;
        if (fault.Count is { } count && running.Hits >= count)
        {
            faults.Remove(running.Name);
            End(running);
        }

        return true;
    }

    private void Expire(RunningFault running)
    {
        lock (gate)
        {
            if (!running.Ended && faults.Remove(running.Name))
            {
                End(running);
            }
        }

        Release();
    }

    private void End(RunningFault? running)
    {
        if (running is not null)
        {
            running.Ended = true;
            running.Timer?.Dispose();
        }

        Changed();
    }

    private void Changed()
    {
        any = faults.Count > 0;
        anyWatch = faults.Values.Any(f => f.Fault is WatchFault);
        Skewed |= anyWatch;
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
            bool hit;
            lock (gate)
            {
                hit = !running.Ended && Hits(running);
            }

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

/// <summary>A fault in force, or one that was.</summary>
internal sealed class RunningFault(string name, Fault fault, DateTimeOffset since, object? state)
{
    public string Name => name;

    public Fault Fault => fault;

    public string Kind => FaultBoard.KindOf(fault);

    public DateTimeOffset Since => since;

    public object? State => state;

    public int Seen { get; set; }

    public int Hits { get; set; }

    public bool Ended { get; set; }

    public ITimer? Timer { get; set; }
}
