using System.Collections.Frozen;
using Eso.Emulator.Clock;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>
/// The faults in force. Wraps each server's pipeline; without faults a request passes at the cost of one look. Chance
/// comes from the world's seed. A fault never touches the control endpoint.
/// </summary>
internal sealed class FaultBoard(TimeProvider clock, Entropy entropy)
{
    /// <summary>All faults there are, by name.</summary>
    public static readonly FrozenDictionary<string, Type> Kinds = typeof(Fault).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Fault)) && !t.IsAbstract)
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    private const int EverMax = 1_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Running> faults = new(StringComparer.Ordinal);
    private readonly List<Running> ever = [];
    private volatile bool any;

    /// <summary>The name a kind of fault has in scenarios.</summary>
    public static string KindOf(Fault fault) => NameOf(fault.GetType());

    private static string NameOf(Type kind) => char.ToLowerInvariant(kind.Name[0]) + kind.Name[1..];

    /// <summary>Puts a fault in force under a name; an older one of that name ends.</summary>
    public void Inject(string name, Fault fault)
    {
        lock (gate)
        {
            var running = new Running(name, fault, clock.GetUtcNow());
            faults[name] = running;
            ever.Add(running);
            if (ever.Count > EverMax)
            {
                ever.RemoveAt(0);
            }

            any = true;
        }
    }

    /// <summary>Ends a fault; false when there was none of that name.</summary>
    public bool Heal(string name)
    {
        lock (gate)
        {
            var there = faults.Remove(name);
            any = faults.Count > 0;
            return there;
        }
    }

    public void HealAll()
    {
        lock (gate)
        {
            faults.Clear();
            any = false;
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
        if (!any)
        {
            return server(http);
        }

        var facts = RequestReading.Facts(target, http);
        return Choose(facts) is { } fault
            ? fault.ApplyAsync(new FaultContext(http, facts, clock, entropy), server)
            : server(http);
    };

    private Fault? Choose(RequestFacts facts)
    {
        lock (gate)
        {
            foreach (var (name, running) in faults.OrderBy(f => f.Key, StringComparer.Ordinal).ToList())
            {
                var fault = running.Fault;
                if (fault.Window is { } window && clock.GetUtcNow() - running.Since >= window)
                {
                    faults.Remove(name);
                    any = faults.Count > 0;
                    continue;
                }

                if ((fault.Server is not null && fault.Server != facts.Target) || !fault.On.Matches(facts)
                    || ++running.Seen <= fault.After
                    || (fault.Probability < 1 && (decimal)entropy.NextDouble() >= fault.Probability))
                {
                    continue;
                }

                running.Hits++;
                if (fault.Count is { } count && running.Hits >= count)
                {
                    faults.Remove(name);
                    any = faults.Count > 0;
                }

                return fault;
            }

            return null;
        }
    }

    private sealed class Running(string name, Fault fault, DateTimeOffset since)
    {
        public string Name { get; } = name;

        public string Kind => KindOf(Fault);

        public Fault Fault { get; } = fault;

        public DateTimeOffset Since { get; } = since;

        public int Seen { get; set; }

        public int Hits { get; set; }
    }
}
