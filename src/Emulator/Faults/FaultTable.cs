namespace Eso.Emulator.Faults;

/// <summary>
/// Which faults are in force, and which of them a request or an event meets: bounds in count, time and chance are kept
/// here. What is hit knows nothing of the others.
/// </summary>
/// <param name="clock">The world's, by which windows end.</param>
/// <param name="chance">Decides where a fault hits a share only.</param>
internal sealed class FaultTable(TimeProvider clock, Clock.Entropy chance)
{
    private const int EverMax = 1_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, RunningFault> faults = new(StringComparer.Ordinal);
    private readonly List<RunningFault> ever = [];
    private volatile bool any;
    private volatile bool anyWatch;
    private volatile bool anyNamed;

    /// <summary>Told, outside the gate, when a fault has ended by itself.</summary>
    public Action Ended { get; init; } = static () => { };

    public bool Any => any;

    public bool AnyWatch => anyWatch;

    /// <summary>A fault asks for the name of what an AWS request is about, which only its body tells.</summary>
    public bool AnyNamed => anyNamed;

    /// <summary>Whether any fault has ever touched a watch of this world.</summary>
    public bool Skewed { get; private set; }

    /// <summary>Puts a fault in force; an older one of its name ends.</summary>
    public void Put(RunningFault running)
    {
        lock (gate)
        {
            if (faults.TryGetValue(running.Name, out var older))
            {
                End(older, "another of its name took its place");
            }

            faults[running.Name] = running;
            ever.Add(running);
            if (ever.Count > EverMax)
            {
                ever.RemoveAt(0);
            }

            if (running.Fault is WatchFault && running.Fault.Window is { } window)
            {
                // Held events wait for the end of the fault, which no request may come to notice.
                running.Timer = clock.CreateTimer(_ => Expire(running), null, window, Timeout.InfiniteTimeSpan);
            }

            Changed();
        }
    }

    /// <summary>Ends a fault; false when there was none of that name.</summary>
    public bool Heal(string name)
    {
        lock (gate)
        {
            return faults.TryGetValue(name, out var running) && End(running, "it was healed");
        }
    }

    public void HealAll()
    {
        lock (gate)
        {
            foreach (var running in faults.Values.ToList())
            {
                End(running, "it was healed");
            }
        }
    }

    /// <summary>Why no fault of a name is in force, for people.</summary>
    public string WhyGone(string name)
    {
        lock (gate)
        {
            return ever.LastOrDefault(r => r.Name == name)?.Ended ?? "there has been none of that name";
        }
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
            return InOrder().Select(f => (f.Name, f.Kind, f.Hits)).ToList();
        }
    }

    /// <summary>The fault that hits a request; null: it passes unharmed.</summary>
    public RunningFault? Choose(RequestFacts facts)
    {
        RunningFault? chosen;
        var ended = false;
        lock (gate)
        {
            chosen = InOrder().Find(r => r.Fault.Concerns(facts) && r.Fault.On.Matches(facts) && HitsRequest(r));
            if (facts.Verb == "list")
            {
                foreach (var seen in faults.Values.Where(f => f.Fault is Kinds.EventsDropped { } d && f.Hits > 0 && d.EndsWith(facts)).ToList())
                {
                    ended |= End(seen, "its reader has listed anew");
                }
            }
        }

        if (ended)
        {
            Ended();
        }

        return chosen;
    }

    /// <summary>What becomes of an event on its way to a watcher.</summary>
    public Verdict Judge(WatchEvent e)
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

    /// <summary>Counts a watch that ran when the fault came; whether it is hit.</summary>
    public bool HitsRunning(RunningFault running)
    {
        lock (gate)
        {
            return running.Ended is null && Hits(running);
        }
    }

    /// <summary>The faults in force in the order of their names, without those whose time is over; the gate is held.</summary>
    private List<RunningFault> InOrder()
    {
        foreach (var over in faults.Values.Where(r => r.Fault.Window is { } window && clock.GetUtcNow() - r.Since >= window).ToList())
        {
            End(over, "its window is over");
        }

        return faults.Values.OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
    }

    private bool HitsRequest(RunningFault running)
    {
        if (running.Fault is WatchFault { AppliesToRequests: false })
        {
            // It has something to do with this watch; which events it hits is judged one by one.
            running.Seen++;
            return false;
        }

        return Hits(running);
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
            End(running, $"it has hit the {count} it was to hit");
        }

        return true;
    }

    private void Expire(RunningFault running)
    {
        lock (gate)
        {
            End(running, "its window is over");
        }

        Ended();
    }

    private bool End(RunningFault running, string why)
    {
        if (running.Ended is null)
        {
            running.Ended = why;
            running.Timer?.Dispose();
            faults.Remove(running.Name);
            Changed();
        }

        return true;
    }

    private void Changed()
    {
        any = faults.Count > 0;
        anyWatch = faults.Values.Any(f => f.Fault is WatchFault);
        anyNamed = faults.Values.Any(f => f.Fault.On.Name != FaultTarget.Anything && f.Fault.Server is null or "aws");
        Skewed |= anyWatch;
    }
}
