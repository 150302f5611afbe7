using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Faults.Kinds;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Faults;

/// <summary>
/// The operator dies before or after each of its writes, one world per write, found by counting on until no write is
/// left: what it leaves behind in the end is always what an operator leaves that never died.
/// </summary>
public sealed class CrashPointTests
{
    private const int WritesMax = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, Flow> Flows = new(StringComparer.Ordinal)
    {
        ["create"] = new(
            Given: [Step("seed", "{ name: app-db, value: first-value }")],
            Act: [Apply(Namespace, Store, ExternalSecret)]),
        ["rotate"] = new(
            Given: [Step("seed", "{ name: app-db, value: first-value }"), Apply(Namespace, Store, ExternalSecret), Step("settle", "")],
            Act: [Step("seed", "{ name: app-db, value: second-value }"), Step("advance", "1h")]),
        ["delete"] = new(
            Given: [Step("seed", "{ name: app-db, value: first-value }"), Apply(Namespace, Store, ExternalSecret), Step("settle", "")],
            Act: [Step("delete", "{ kind: ExternalSecret, name: db, namespace: app }")]),
        ["rename the target"] = new(
            Given: [Step("seed", "{ name: app-db, value: first-value }"), Apply(Namespace, Store, ExternalSecret), Step("settle", "")],
            Act: [Step("patch", "{ kind: ExternalSecret, name: db, namespace: app, merge: { spec: { target: { name: other } } } }")]),
        ["source gone, Secret deleted"] = new(
            Given:
            [
                Step("seed", "{ name: app-db, value: first-value }"), Apply(Namespace, Store, ExternalSecret),
                Step("patch", "{ kind: ExternalSecret, name: db, namespace: app, merge: { spec: { target: { deletionPolicy: Delete } } } }"),
                Step("settle", ""),
            ],
            Act: [Step("unseed", "{ name: app-db }"), Step("advance", "1h")]),
    };

    private const string Namespace = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: app }
        """;

    private static string Store => StoreManifest.Both("app");

    private const string ExternalSecret = """
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: db, namespace: app, labels: { team: a } }
        spec:
          secretStoreRef: { kind: SecretStore, name: aws }
          refreshInterval: 1h
          data:
            - secretKey: password
              remoteRef: { key: app-db }
        """;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var flow in Flows.Keys)
        {
            foreach (var point in Enum.GetNames<CrashPoint>())
            {
                cases.Add(flow, point);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whichever_write_it_dies_at_the_end_is_the_same(string flow, string point)
    {
        var (_, expected, written) = await RunAsync(Flows[flow], null);
        var ends = new List<(int Write, bool Died, string State, IReadOnlyList<string> Written)>();
        var over = false;
        for (var first = 0; !over; first += 2)
        {
            // Two worlds at a time: as many as cores.
            var pair = await Task.WhenAll(Enumerable.Range(first, 2).Select(async write =>
            {
                var (died, state, w) = await RunAsync(Flows[flow], new OperatorCrash { At = Enum.Parse<CrashPoint>(point), After = write, Count = 1 });
                return (write, died, state, w);
            }));
            ends.AddRange(pair);
            over = pair.Any(p => !p.died) || first > WritesMax;
        }

        ends.Count(e => e.Died).Should().BeInRange(1, WritesMax, "the flow writes, and ends").And.Be(
            written.Count, "no write is left out of\n{0}\nand none comes on top, as in\n{1}",
            string.Join('\n', written), string.Join("\n--\n", ends.Select(e => string.Join('\n', e.Written))));
        ends.Where(e => e.State != expected).Select(e => $"after write {e.Write}:\n{e.State}").Should().BeEmpty("expected\n{0}", expected);
    }

    private static async Task<(bool Died, string State, IReadOnlyList<string> Written)> RunAsync(Flow flow, OperatorCrash? crash)
    {
        // Without sockets it is proven, not guessed, that all writes are done before the next step.
        var options = new WorldOptions { Now = WorldOptions.Epoch, Seed = 3, InMemory = true };
        await using var ground = await EmbeddedGround.OpenAsync(options, World.Machine, CancellationToken.None);
        await StepsAsync(ground, flow.Given);
        if (crash is not null)
        {
            ground.Faults.Inject("crash", crash);
        }

        var before = ground.Journal.Last;
        await StepsAsync(ground, flow.Act);
        await ground.AdvanceAsync(Patience, CancellationToken.None);
        var died = crash is not null && ground.Faults.List().Count == 0;
        return (died, await StateAsync(ground), [.. ground.Journal.Read("kube", before).Where(IsTheOperatorsWrite).Select(e => $"{e.Operation} {e.Status}")]);
    }

    private static bool IsTheOperatorsWrite(JournalEntry entry) => entry.UserAgent.StartsWith("external-secrets", StringComparison.Ordinal)
        && entry.Operation.Split(' ') is [var method, var path, ..] && KubePath.Read(path).IsWrite(method);

    private static async Task StepsAsync(IGround ground, IReadOnlyList<string> steps)
    {
        var yaml = "scenario: flow\nsteps:\n" + string.Concat(steps);
        var scenario = ScenarioLoader.Load(yaml, "flow.yaml").Single();
        var run = new ScenarioRun(scenario, ground, Unheard.Instance, World.Machine);
        await run.RunStepsAsync(CancellationToken.None);
        run.Outcomes.Where(o => o.Failure is not null).Select(o => o.Failure!.Message).Should().BeEmpty();
    }

    /// <summary>Bytes, owner, labels, finalizers and conditions; no versions, uids and times.</summary>
    private static async Task<string> StateAsync(IGround ground)
    {
        var lines = new List<string>();
        foreach (var (apiVersion, kind) in new[] { ("v1", "Secret"), ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "SecretStore") })
        {
            foreach (var obj in await ground.Kubernetes.ListAsync(apiVersion, kind, "app", CancellationToken.None))
            {
                var metadata = obj["metadata"]!;
                lines.Add($"{kind} {metadata["name"]} type={obj["type"]} data={obj["data"]?.ToJsonString()} labels={metadata["labels"]?.ToJsonString()} "
                    + $"annotations={metadata["annotations"]?.ToJsonString()} finalizers={metadata["finalizers"]?.ToJsonString()} "
                    + $"owners={string.Join(",", (metadata["ownerReferences"] as JsonArray ?? []).Select(o => $"{o!["kind"]}/{o["name"]}/{o["controller"]}"))} "
                    + $"binding={obj["status"]?["binding"]?.ToJsonString()} conditions={Conditions(obj)}");
            }
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static string Conditions(JsonObject obj) => string.Join(", ", (obj["status"]?["conditions"] as JsonArray ?? [])
        .Select(c => $"{c!["type"]}={c["status"]} {c["reason"]}: {c["message"]}"));

    private static string Step(string key, string value) => value.Length == 0 ? $"  - {key}\n" : $"  - {key}: {value}\n";

    private static string Apply(params string[] manifests) =>
        "  - apply: |\n" + string.Concat(string.Join("\n---\n", manifests).Split('\n').Select(l => $"      {l}\n"));

    private sealed record Flow(IReadOnlyList<string> Given, IReadOnlyList<string> Act);
}
