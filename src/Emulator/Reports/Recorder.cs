using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Steps;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Discovery;

namespace Eso.Emulator.Reports;

/// <summary>
/// Sees what happens in one scenario's world: both servers' journal, the operator's reconciles, and on the embedded ground
/// every watch event of the kinds people look at. Holds names, texts and fingerprints; never a value.
/// </summary>
internal sealed class Recorder(TimeProvider machine) : IAsyncDisposable
{
    private const int ItemsMax = 20_000;
    private const string Agent = "eso-scenario/recorder";

    private static readonly (string ApiVersion, string Kind)[] Watched =
    [
        ("v1", "Secret"), ("v1", "Pod"), ("v1", "Event"), ("external-secrets.io/v1", "ExternalSecret"),
        ("external-secrets.io/v1", "SecretStore"), ("external-secrets.io/v1", "ClusterSecretStore"),
        ("external-secrets.io/v1", "ClusterExternalSecret"), ("external-secrets.io/v1alpha1", "PushSecret"),
    ];

    private readonly Lock gate = new();
    private readonly List<TimelineItem> items = [];
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> reading = [];
    private readonly WatchedObjects objects = new();
    private readonly long began = machine.GetTimestamp();
    private KubeClient? client;
    private IDisposable? probe;
    private IGround? ground;

    /// <summary>Items that no longer fit.</summary>
    public int Dropped { get; private set; }

    public IReadOnlyList<TimelineItem> Items
    {
        get
        {
            lock (gate)
            {
                return [.. items];
            }
        }
    }

    public async Task BeginAsync(IGround world, CancellationToken cancel)
    {
        ground = world;
        if (world.Journal is { } journal)
        {
            journal.Recorded += Called;
        }

        if (world is EmbeddedGround embedded)
        {
            client = embedded.World.NewKubeClient(Agent);
            var ledger = client.Watches;
            var kube = embedded.World.Kube;
            probe = embedded.World.Clock.Activity.AddProbe(() => IsBehind(ledger, kube.StreamBytes) ? "evidence: a watch has bytes to be read" : null);
            var mapper = new RestMapper(client);
            foreach (var (apiVersion, kind) in Watched)
            {
                if (await mapper.FindAsync(apiVersion, kind, cancel) is { } type)
                {
                    reading.Add(WatchAsync(kind, await client.WatchAsync(type, null, new WatchOptions { ResourceVersion = "", Timeout = TimeSpan.FromDays(3650) }, cancel)));
                }
            }
        }
    }

    /// <summary>Told by the operator.</summary>
    public void Reconciled(string controller, string key, DateTimeOffset time, string result) =>
        Add(new TimelineItem(time, Lane.Reconcile, $"{controller} {key}", result, result == "error") { By = "operator" });

    public void Step(StepOutcome outcome) => Add(new TimelineItem(
        outcome.WorldTime, Lane.Step, outcome.Line.Trim(), outcome.Failure?.Message ?? "", outcome.Failure is not null)
    { By = "scenario" });

    public async ValueTask DisposeAsync()
    {
        if (ground?.Journal is { } journal)
        {
            journal.Recorded -= Called;
        }

        probe?.Dispose();
        await over.CancelAsync();
        await Task.WhenAll(reading);
        client?.Dispose();
        over.Dispose();
    }

    private static bool IsBehind(WatchLedger ledger, IReadOnlyDictionary<string, long> written) =>
        ledger.Bytes.Any(w => written.TryGetValue(w.Key, out var bytes) && w.Value < bytes);

    private void Called(JournalEntry entry)
    {
        if (entry.UserAgent == Agent)
        {
            return;
        }

        var bad = entry.Error is not null || entry.Status is 0 or >= 400;
        var outcome = $"{entry.Status}{(entry.Error is null ? "" : $" {entry.Error}")}";
        var by = entry.UserAgent.StartsWith("eso-scenario", StringComparison.Ordinal) ? "scenario"
            : entry.UserAgent.Length > 0 ? entry.UserAgent : "cluster";
        if (entry.Target == "aws")
        {
            Add(new TimelineItem(entry.Time, Lane.Aws, $"{entry.Operation} {entry.Resource}".TrimEnd(), outcome, bad) { By = by });
        }
        else if (ExpectWrites.Written(entry.Operation) is { } what)
        {
            Add(new TimelineItem(entry.Time, Lane.Write, $"{entry.Operation.Split(' ')[0]} {what}", outcome, bad) { By = by });
        }
        else if (bad && entry.Status != 404)
        {
            // Reads are noise unless they are refused.
            Add(new TimelineItem(entry.Time, Lane.Write, entry.Operation, outcome, bad) { By = by });
        }
    }

    private async Task WatchAsync(string kind, WatchStream stream)
    {
        using (stream)
        {
            try
            {
                do
                {
                    while (stream.TryNext(out var line))
                    {
                        Seen(kind, line);
                        stream.Handled();
                    }
                }
                while (await stream.FillAsync(over.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or KubeException)
            {
                // The world has ended, or a fault has cut the watch: what was seen is kept.
            }
        }
    }

    private void Seen(string kind, WatchLine line)
    {
        if (line.Type is "BOOKMARK" or "ERROR" || JsonNode.Parse(line.Object.Span) is not JsonObject found)
        {
            return;
        }

        var time = ground!.Clock.GetUtcNow();
        foreach (var (lane, label, detail, bad) in objects.Read(kind, line.Type, found))
        {
            Add(new TimelineItem(time, lane, label, detail, bad));
        }
    }

    private void Add(TimelineItem item)
    {
        lock (gate)
        {
            if (items.Count >= ItemsMax)
            {
                Dropped++;
                return;
            }

            items.Add(item with { Real = machine.GetElapsedTime(began) });
        }
    }
}
