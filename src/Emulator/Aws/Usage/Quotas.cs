using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Usage;

internal enum QuotaMode
{
    Off,

    /// <summary>AWS's published rates.</summary>
    Aws,
}

/// <summary>
/// Request rates as token buckets on the world's clock: each account and region may make one second's worth of calls at
/// once, and regains them at the published rate. Calls across accounts count for the caller. Thread-safe.
/// </summary>
internal sealed class Quotas(TimeProvider clock, QuotaMode mode)
{
    private const int BucketsMax = 100_000;
    private static readonly Dictionary<string, QuotaGroup> Published = QuotaTable.Groups
        .SelectMany(g => g.Operations.Select(o => (Name: $"{g.Service}.{o}", Group: g)))
        .ToDictionary(o => o.Name, o => o.Group, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, StrongBox<double>> own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public QuotaMode Mode { get; set; } = mode;

    /// <summary>
    /// Gives one operation (<c>secretsmanager.GetSecretValue</c>) a rate of its own; null takes it back.
    /// </summary>
    public void Set(string operation, double? perSecond)
    {
        if (perSecond is { } rate)
        {
            own[operation] = new StrongBox<double>(rate);
        }
        else
        {
            own.TryRemove(operation, out _);
        }

        buckets.Clear();
    }

    /// <summary>Takes one call from its bucket, or refuses it as its service does.</summary>
    public void Take(BoundOperation operation, string account, string region)
    {
        if (Mode == QuotaMode.Off && own.IsEmpty)
        {
            return;
        }

        if (Rate(operation.Title) is not var (group, perSecond))
        {
            return;
        }

        if (buckets.Count > BucketsMax)
        {
            // Somebody invents accounts: start anew rather than grow.
            buckets.Clear();
        }

        var bucket = buckets.GetOrAdd(
            $"{group}|{account}|{region}", static (_, s) => new Bucket(s.perSecond, s.now), (perSecond,
                now: clock.GetUtcNow()));
        if (!bucket.TryTake(clock.GetUtcNow()))
        {
            throw operation.Service.Model.Protocol == WireProtocol.Json
                ? new AwsException("ThrottlingException", 400, "Rate exceeded")
                : new AwsException("Throttling", 400, "Rate exceeded");
        }
    }

    /// <summary>Mode and rates of their own, for the control endpoint.</summary>
    public JsonObject Report() => new()
    {
        ["mode"] = Mode == QuotaMode.Aws ? "aws" : "off",
        ["own"] = new JsonObject(own.OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value.Value))),
        ["published"] = new JsonObject(Published.OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value.PerSecond))),
    };

    private (string Group, double PerSecond)? Rate(string operation)
    {
        if (own.TryGetValue(operation, out var rate))
        {
            return (operation, rate.Value);
        }

        return Mode == QuotaMode.Aws && Published.TryGetValue(operation, out var group)
            ? ($"{group.Service}.{group.Operations[0]}", group.PerSecond)
            : null;
    }

    private sealed class Bucket(double perSecond, DateTimeOffset start)
    {
        private readonly Lock gate = new();
        private readonly double capacity = Math.Max(1, perSecond);
        private double tokens = Math.Max(1, perSecond);
        private DateTimeOffset last = start;

        public bool TryTake(DateTimeOffset now)
        {
            lock (gate)
            {
                if (now > last)
                {
                    tokens = Math.Min(capacity, tokens + ((now - last).TotalSeconds * perSecond));
                    last = now;
                }

                if (tokens < 1)
                {
                    return false;
                }

                tokens--;
                return true;
            }
        }
    }
}
