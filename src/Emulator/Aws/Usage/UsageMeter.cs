using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Usage;

/// <summary>
/// Counts calls and integrates holdings over the world's time, and says what AWS would charge. Thread-safe. Bounded:
/// callers beyond the first thousands are counted together.
/// </summary>
/// <param name="clock">The world's.</param>
/// <param name="world">Whose holdings are counted, under its gate.</param>
internal sealed class UsageMeter(TimeProvider clock, AwsWorld world)
{
    // Counting everything after every write would be slow: changes within a second are counted once.
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    private const int CallersMax = 5_000;
    private const string Others = "(others)";
    private readonly Lock gate = new();
    private readonly Dictionary<string, Counts> operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, long>> callers = new(StringComparer.Ordinal);
    private DateTimeOffset since = clock.GetUtcNow();
    private DateTimeOffset integratedTo = clock.GetUtcNow();
    private Holdings holdings;
    private decimal holdingsUsd;
    private DateTimeOffset? uncounted;

    /// <summary>Notes one answered call. Refused calls cost as others do; AWS bills API calls, not successes.</summary>
    public void Count(string operation, string caller, string? error)
    {
        lock (gate)
        {
            if (!operations.TryGetValue(operation, out var counts))
            {
                operations[operation] = counts = new Counts();
            }

            counts.Calls++;
            counts.Errors += error is null ? 0 : 1;
            counts.Throttled += error is "ThrottlingException" or "Throttling" ? 1 : 0;
            if (!callers.TryGetValue(caller, out var own))
            {
                var name = callers.Count < CallersMax ? caller : Others;
                if (!callers.TryGetValue(name, out own))
                {
                    callers[name] = own = new Dictionary<string, long>(StringComparer.Ordinal);
                }
            }

            CollectionsMarshal.GetValueRefOrAddDefault(own, operation, out _)++;
        }
    }

    /// <summary>Before an operation, under the world's gate: counts changes that are due to be counted.</summary>
    public void BeforeOperation(DateTimeOffset now)
    {
        if (uncounted is { } at && now - at >= CountEvery)
        {
            CountHoldings();
        }
    }

    /// <summary>After an operation that changed something, under the world's gate.</summary>
    public void AfterChange(DateTimeOffset now)
    {
        if (uncounted is null)
        {
            lock (gate)
            {
                Integrate();
                uncounted = now;
            }
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            operations.Clear();
            callers.Clear();
            holdings = default;
            holdingsUsd = 0;
            uncounted = null;
            since = integratedTo = clock.GetUtcNow();
        }
    }

    /// <summary>The report that <c>GET /_eso/usage</c> serves.</summary>
    public JsonObject Report()
    {
        lock (world.Gate)
        {
            if (uncounted is not null)
            {
                CountHoldings();
            }
        }

        lock (gate)
        {
            Integrate();
            var callsUsd = operations.Sum(o => o.Value.Calls * Prices.PerCall(Service(o.Key)));
            var elapsed = integratedTo - since;
            return new JsonObject
            {
                ["since"] = Iso(since),
                ["now"] = Iso(integratedTo),
                ["operations"] = new JsonArray(
                    Sorted(operations).Select(o => (JsonNode)Operation(o.Key, o.Value)).ToArray()),
                ["callers"] = new JsonArray(Sorted(callers).Select(c => (JsonNode)new JsonObject
                {
                    ["caller"] = c.Key,
                    ["calls"] = new JsonObject(
                        Sorted(c.Value).Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
                }).ToArray()),
                ["holdings"] = new JsonObject
                {
                    ["secrets"] = holdings.Secrets,
                    ["standardParameters"] = holdings.StandardParameters,
                    ["advancedParameters"] = holdings.AdvancedParameters,
                    ["kmsKeys"] = holdings.Keys,
                    ["usdPerMonth"] = Round(holdings.UsdPerMonth),
                },
                ["usd"] = new JsonObject
                {
                    ["calls"] = Round(callsUsd),
                    ["holdings"] = Round(holdingsUsd),
                    ["total"] = Round(callsUsd + holdingsUsd),
                },
                ["projection"] = Projection(callsUsd, elapsed),
            };
        }
    }

    // What changed counts from the moment it was noted.
    private void CountHoldings()
    {
        var now = Holdings.Of(world);
        lock (gate)
        {
            holdings = now;
            uncounted = null;
            Integrate();
        }
    }

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(Dictionary<string, T> by) =>
        by.OrderBy(o => o.Key, StringComparer.Ordinal);

    private static JsonObject Operation(string name, Counts counts) => new()
    {
        ["operation"] = name,
        ["calls"] = counts.Calls,
        ["errors"] = counts.Errors,
        ["throttled"] = counts.Throttled,
        ["usd"] = Round(counts.Calls * Prices.PerCall(Service(name))),
    };

    // The rate of calls so far, and today's holdings, for a month. Without elapsed time there is no rate.
    private JsonObject Projection(decimal callsUsd, TimeSpan elapsed)
    {
        var months = elapsed > TimeSpan.Zero ? (decimal)(elapsed / Prices.Month) : 0m;
        var calls = months > 0 ? callsUsd / months : callsUsd;
        return new JsonObject
        {
            ["hours"] = Prices.Month.TotalHours,
            ["callsUsd"] = Round(calls),
            ["holdingsUsd"] = Round(holdings.UsdPerMonth),
            ["totalUsd"] = Round(calls + holdings.UsdPerMonth),
        };
    }

    private void Integrate()
    {
        var now = clock.GetUtcNow();
        if (now > integratedTo)
        {
            holdingsUsd += holdings.UsdPerMonth * (decimal)((now - integratedTo) / Prices.Month);
            integratedTo = now;
        }
    }

    private static string Service(string operation) => operation.Split('.', 2)[0];

    private static decimal Round(decimal usd) => decimal.Round(usd, 6) / 1.000000m;

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed class Counts
    {
        public long Calls { get; set; }

        public long Errors { get; set; }

        public long Throttled { get; set; }
    }
}
