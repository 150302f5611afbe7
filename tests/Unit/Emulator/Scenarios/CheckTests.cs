using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Checks;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

/// <summary>Each always-on check holds in a sound world and fails in one that is not.</summary>
public sealed class CheckTests
{
    private const string Value = "a-secret-value-nobody-may-see";
    private static readonly Scenario Story = ScenarioLoader.Load("scenario: x\nsteps: [settle]\n", "x.yaml").Single();

    [Fact]
    public async Task Every_check_holds_in_a_sound_world()
    {
        foreach (var type in CheckRoster.Checks.Values)
        {
            (await FindingsAsync(new SoundWorld(), type)).Should().BeEmpty("of {0}", type.Name);
        }
    }

    [Theory]
    [InlineData("event")]
    [InlineData("condition")]
    [InlineData("log")]
    [InlineData("metric")]
    [InlineData("journal")]
    public async Task A_secret_value_in_the_open_is_found(string place)
    {
        var world = new SoundWorld();
        switch (place)
        {
            case "event":
                world.Add("Event", "e", $$"""{"reason":"Updated","message":"now {{Value}}","involvedObject":{"kind":"ExternalSecret","name":"db"} }""");
                break;
            case "condition":
                world.Es["status"]!["conditions"]![0]!["message"] = $"could not use {Value}";
                break;
            case "log":
                world.Logs.Add($"warn: {Value}");
                break;
            case "metric":
                world.Page += $"x{{value=\"{Value}\"}} 1\n";
                break;
            default:
                world.Write("PUT /api/v1/namespaces/app/secrets/" + Value);
                break;
        }

        var findings = await FindingsAsync(world, typeof(NoSecretInTheOpen));

        findings.Should().ContainSingle().Which.Should().StartWith("a secret value stands in ").And.NotContain(Value);
    }

    [Fact]
    public async Task A_Secret_whose_owner_is_gone_is_found()
    {
        var world = new SoundWorld();
        world.Secret["metadata"]!["ownerReferences"]![0]!["uid"] = "somebody-else";

        (await FindingsAsync(world, typeof(NoOrphanedSecret))).Should().Equal("Secret app/db belongs to ExternalSecret db, which is gone");
    }

    [Fact]
    public async Task A_Secret_left_under_an_old_name_is_found()
    {
        var world = new SoundWorld();
        world.Es["spec"]!["target"] = new JsonObject { ["name"] = "elsewhere" };

        (await FindingsAsync(world, typeof(NoOrphanedSecret))).Should().ContainSingle().Which.Should().EndWith("whose target is now elsewhere");
    }

    [Fact]
    public async Task A_metric_that_says_otherwise_is_found()
    {
        var world = new SoundWorld();
        world.Page = world.Page.Replace("status=\"True\"", "status=\"False\"", StringComparison.Ordinal);

        (await FindingsAsync(world, typeof(MetricConditionAndBytesAgree))).Should().Equal("ExternalSecret app/db is Ready=True, its metric says False");
    }

    [Fact]
    public async Task A_synced_one_without_its_bytes_is_found()
    {
        var world = new SoundWorld();
        world.Secret["data"] = new JsonObject();

        (await FindingsAsync(world, typeof(MetricConditionAndBytesAgree))).Should().ContainSingle().Which.Should().EndWith("lacks password");
    }

    [Fact]
    public async Task A_version_that_falls_is_found()
    {
        var world = new SoundWorld();
        var check = new RevisionsRise();
        world.Write("PUT /api/v1/namespaces/app/secrets/db");
        await check.StepEndedAsync(world, CancellationToken.None);
        world.Secret["metadata"]!["resourceVersion"] = "3";

        (await check.FindingsAsync(new CheckContext(world, Story, new KnownValues()), CancellationToken.None))
            .Should().Equal("Secret app/db went back from version 7 (generation 0) to 3 (0)");
    }

    [Fact]
    public async Task Writes_without_a_cause_are_found()
    {
        var world = new SoundWorld { WhileTimePasses = w => Enumerable.Range(0, 3).ToList().ForEach(_ => w.Write("PUT /api/v1/namespaces/app/secrets/db")) };

        (await FindingsAsync(world, typeof(NoWriteWhenQuiet))).Should().Equal("secrets/app/db was written 3 times in 3m of quiet");
    }

    [Fact]
    public async Task Reconciles_without_end_are_found()
    {
        var world = new SoundWorld { WhileTimePasses = w => w.Page = w.Page.Replace("} 4\n", "} 400\n", StringComparison.Ordinal) };

        (await FindingsAsync(world, typeof(ReconcilesFinite))).Should().ContainSingle().Which.Should().StartWith("396 reconciles of 1 objects in 3m of quiet");
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(SoundWorld world, Type type)
    {
        var check = (WorldCheck)Activator.CreateInstance(type)!;
        await check.StepEndedAsync(world, CancellationToken.None);
        return await check.FindingsAsync(new CheckContext(world, Story, new KnownValues()), CancellationToken.None);
    }

    /// <summary>One ExternalSecret, synced, with its Secret.</summary>
    private sealed class SoundWorld : IGround, IKubernetesAccess
    {
        private readonly Dictionary<string, List<JsonObject>> objects = new(StringComparer.Ordinal);

        public SoundWorld()
        {
            Es = Add("ExternalSecret", "db", """
                {"spec":{"refreshInterval":"1h","data":[{"secretKey":"password","remoteRef":{"key":"app-db"}}]},
                 "status":{"binding":{"name":"db"},"conditions":[{"type":"Ready","status":"True","reason":"SecretSynced","message":"secret synced"}]}}
                """);
            Secret = Add("Secret", "db", $$"""{"type":"Opaque","data":{"password":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value))}}"} }""");
            Secret["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "ExternalSecret", ["name"] = "db", ["uid"] = "ExternalSecret-db" });
        }

        public JsonObject Es { get; }

        public JsonObject Secret { get; }

        public List<string> Logs { get; } = [];

        public string Page { get; set; } = "controller_runtime_reconcile_total{controller=\"externalsecret\"} 4\n"
            + "externalsecret_status_condition{name=\"db\",namespace=\"app\",condition=\"Ready\",status=\"True\"} 1\n";

        public Action<SoundWorld>? WhileTimePasses { get; init; }

        public string Name => "sound";

        public IReadOnlySet<Need> Offers { get; } = Enum.GetValues<Need>().ToHashSet();

        public int Seed => 1;

        public TimeProvider Clock => throw new NotSupportedException();

        public IKubernetesAccess Kubernetes => this;

        public IAwsAccess Aws => throw new NotSupportedException();

        public Journal Journal { get; } = new();

        public FaultBoard? Faults => null;

        public IReadOnlyList<string> OperatorLogs => Logs;

        public IReadOnlyDictionary<string, string> CommandEnvironment { get; } = new Dictionary<string, string>();

        public JsonObject Add(string kind, string name, string json)
        {
            var made = JsonNode.Parse(json)!.AsObject();
            made["kind"] = kind;
            made["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "app", ["uid"] = $"{kind}-{name}", ["resourceVersion"] = "7" };
            if (!objects.TryGetValue(kind, out var all))
            {
                objects[kind] = all = [];
            }

            all.Add(made);
            return made;
        }

        public void Write(string operation) => Journal.Record(
            new JournalEntry("kube", DateTimeOffset.UnixEpoch, "operator", operation, "", 200, null, TimeSpan.Zero) { UserAgent = "external-secrets/2.9.0" });

        public Task SettleAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task AdvanceAsync(TimeSpan by, CancellationToken cancel)
        {
            WhileTimePasses?.Invoke(this);
            return Task.CompletedTask;
        }

        public Task<string> MetricsAsync(CancellationToken cancel) => Task.FromResult(Page);

        public Task<JsonObject?> GetAsync(ObjectKey key, CancellationToken cancel) => Task.FromResult(
            objects.GetValueOrDefault(key.Kind)?.FirstOrDefault(o => (string?)o["metadata"]!["name"] == key.Name));

        public Task<IReadOnlyList<JsonObject>> ListAsync(string apiVersion, string kind, string? ns, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<JsonObject>>(objects.GetValueOrDefault(kind) ?? []);

        public Task<T?> UntilAsync<T>(Func<Task<T?>> whyNot, TimeSpan? within, CancellationToken cancel)
            where T : class => throw new NotSupportedException();

        public Task RestartOperatorAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancel) => throw new NotSupportedException();

        public Task<JsonObject> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancel) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(ObjectKey key, CancellationToken cancel) => throw new NotSupportedException();

        public Task<string> LogsAsync(string ns, string pod, string? container, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
