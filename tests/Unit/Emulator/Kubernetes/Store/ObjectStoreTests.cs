using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Store;

public class ObjectStoreTests
{
    private static readonly Kind ConfigMap = KindRegistry.BuiltIns.Single(k => k.StorageKey == "configmaps");
    private readonly ObjectStore store = new();

    private ObjectTable Table => store.Table("configmaps");

    private static ObjectDraft Draft(string name, string value = "v", string ns = "n") => ObjectDraft.Of(
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["uid"] = "u-" + name },
            ["data"] = new JsonObject { ["k"] = value },
        },
        ConfigMap);

    [Fact]
    public void The_revision_is_written_into_the_bytes()
    {
        var stored = store.TryPut(Table, null, Draft("a"))!;
        stored.Parse()["metadata"]!["resourceVersion"]!.ToString().Should().Be($"{stored.Revision}");
        stored.At(1234567).Parse()["metadata"]!["resourceVersion"]!.ToString().Should().Be("1234567");
        stored.Text.Should().StartWith("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{");
    }

    [Fact]
    public void A_write_over_an_unexpected_state_is_refused()
    {
        var first = store.TryPut(Table, null, Draft("a"))!;
        store.TryPut(Table, null, Draft("a")).Should().BeNull();
        store.TryPut(Table, first, Draft("a", "w")).Should().NotBeNull();
        store.TryPut(Table, first, Draft("a", "x")).Should().BeNull();
        store.TryRemove(Table, first).Should().BeNull();
    }

    [Fact]
    public void Old_states_stay_readable_until_compaction()
    {
        var first = store.TryPut(Table, null, Draft("a"))!;
        store.TryPut(Table, first, Draft("a", "w"));
        store.TryPut(Table, null, Draft("b"));
        Table.At(first.Revision)!.State.Find("n/a").Should().BeSameAs(first);
        Table.At(first.Revision)!.State.Find("n/b").Should().BeNull();
        store.Compact(store.Revision);
        Table.At(first.Revision).Should().BeNull();
        Table.At(store.Revision)!.State.Count.Should().Be(2);
    }

    [Fact]
    public void Every_version_that_the_log_holds_is_found_and_older_ones_are_not()
    {
        // A table with a log of its own length: found at any place, however often the log went round.
        var table = new ObjectTable("n", 0, 50);
        for (var i = 1; i <= 500; i++)
        {
            table.Append(new StoreEvent { Revision = i * 2, State = ObjectTree.Empty });
            if (i == 400)
            {
                table.Compact(780);
            }
        }

        table.Horizon.Should().Be(900);
        table.At(899).Should().BeNull();
        for (var version = 900L; version <= 1001; version++)
        {
            table.At(version)!.Revision.Should().Be(Math.Min(version / 2 * 2, 1000));
        }
    }

    [Fact]
    public async Task A_started_server_forgets_what_its_log_forgot()
    {
        await using var cluster = await TestCluster.StartAsync();
        var old = await WriteAsync(cluster);
        await cluster.PassAsync(TimeSpan.Zero);
        cluster.Server.Core.Store.Compact(cluster.Server.Core.Store.Revision);
        for (var tries = 0; old.IsAlive && tries < 10; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        old.IsAlive.Should().BeFalse("a version that was overwritten and compacted away is nobody's");
    }

    // Apart, so that no local of the test keeps the object.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> WriteAsync(TestCluster cluster)
    {
        const string maps = "/api/v1/namespaces/default/configmaps";
        await cluster.PostAsync(maps, "metadata: {name: forgotten}");
        var old = new WeakReference(cluster.Server.Core.Find("configmaps", "default", "forgotten"));
        await cluster.SendAsync("DELETE", maps + "/forgotten");
        await cluster.PostAsync(maps, "metadata: {name: other}");
        return old;
    }

    [Fact]
    public void A_cursor_left_behind_by_compaction_finds_itself_evicted()
    {
        store.TryPut(Table, null, Draft("a"));
        var cursor = Table.Newest;
        store.TryPut(Table, null, Draft("b"));
        store.TryPut(Table, null, Draft("c"));
        store.Compact(store.Revision);
        cursor.Next.Should().BeSameAs(StoreEvent.Evicted);
    }

    [Fact]
    public async Task A_watcher_wakes_when_something_is_appended_ticked_or_ended()
    {
        var watcher = new WatcherRegistry.Watcher(Table) { Cursor = Table.Newest };
        var followed = watcher.WaitAsync(welcomesTicks: true).AsTask();
        followed.IsCompleted.Should().BeFalse();
        store.TryPut(Table, null, Draft("a"));
        await followed;
        watcher.Cursor!.Next!.Type.Should().Be(StoreEventType.Added);
        await watcher.WaitAsync(welcomesTicks: true);

        watcher.Cursor = Table.Newest;
        var waiting = watcher.WaitAsync(welcomesTicks: true).AsTask();
        watcher.Tick();
        await waiting;
        watcher.TakeTick().Should().BeTrue();
        watcher.TakeTick().Should().BeFalse();
        waiting = watcher.WaitAsync(welcomesTicks: true).AsTask();
        watcher.End();
        await waiting;
        watcher.Ended.Should().BeTrue();
        await watcher.WaitAsync(welcomesTicks: true);
    }

    [Fact]
    public async Task Watchers_that_come_and_go_while_others_write_miss_nothing()
    {
        const int writes = 2_000;
        var started = Table.Newest;
        var watching = Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            var watcher = new WatcherRegistry.Watcher(Table) { Cursor = started };
            for (var seen = 0; seen < writes;)
            {
                await watcher.WaitAsync(welcomesTicks: false);
                for (; watcher.Cursor!.Next is { } next; seen++)
                {
                    watcher.Cursor = next;
                }

                if (i % 2 == 0)
                {
                    watcher.Leave();
                    watcher.Tick();
                }
            }
        })).ToList();
        await Task.Run(() =>
        {
            for (var i = 0; i < writes; i++)
            {
                store.TryPut(Table, null, Draft($"w{i}"));
            }
        });
        await Task.WhenAll(watching).WaitAsync(TimeSpan.FromSeconds(120), TimeProvider.System);
    }

    [Fact]
    public void Trees_agree_with_a_sorted_dictionary_whatever_happens()
    {
        var random = new Random(11);
        var tree = ObjectTree.Empty;
        var model = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        for (var i = 0; i < 3000; i++)
        {
            var draft = Draft("x" + random.Next(400), ns: "n" + random.Next(3));
            if (random.Next(3) == 0)
            {
                tree = tree.Without(draft.Key);
                model.Remove(draft.Key);
            }
            else
            {
                var stored = draft.At(i + 1);
                tree = tree.With(stored);
                model[draft.Key] = stored;
            }
        }

        tree.Count.Should().Be(model.Count);
        tree.Range(null, null).Should().Equal(model.Values);
        tree.Range("n1/", "n10").Should().Equal(model.Where(m => m.Key.StartsWith("n1/", StringComparison.Ordinal)).Select(m => m.Value));
        tree.Rank("n1/").Should().Be(model.Keys.Count(k => string.CompareOrdinal(k, "n1/") < 0));
    }

    [Theory]
    [InlineData("garbage", @"invalid character '\u0081' looking for beginning of value")]
    [InlineData("e30", "server does not recognize this encoded version ")]
    [InlineData("eyJ2Ijoi7pYiLCJydiI6MSwic3RhcnQiOiJhIn0", "server does not recognize this encoded version \uFFFD")]
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi94In0", "../x")]
    public void Bad_continue_tokens_are_refused_in_the_servers_words(string token, string cause)
    {
        var decode = () => ContinueToken.Decode(token);
        decode.Should().Throw<KubeException>().WithMessage("invalid continue token: continue key is not valid: " + cause);
    }

    [Fact]
    public void Half_a_surrogate_in_a_continue_token_is_a_place_like_any_other() =>
        ContinueToken.Decode("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHVkODAwIn0").Start.Should().Be("\uFFFD");

    [Fact]
    public void Continue_tokens_return_to_where_they_began()
    {
        var token = new ContinueToken(42, "ns/name");
        ContinueToken.Decode(token.Encode()).Should().Be(new ContinueToken(42, "ns/name\0"));
    }
}
