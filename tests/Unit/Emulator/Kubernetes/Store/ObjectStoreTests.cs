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
    public async Task Followers_wake_when_something_is_appended()
    {
        var cursor = Table.Newest;
        var followed = Table.FollowedAsync(cursor);
        followed.IsCompleted.Should().BeFalse();
        store.TryPut(Table, null, Draft("a"));
        await followed;
        cursor.Next!.Type.Should().Be(StoreEventType.Added);
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
    [InlineData("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi94In0", "../x")]
    public void Bad_continue_tokens_are_refused_in_the_servers_words(string token, string cause)
    {
        var decode = () => ContinueToken.Decode(token);
        decode.Should().Throw<KubeException>().WithMessage("invalid continue token: continue key is not valid: " + cause);
    }

    [Fact]
    public void Continue_tokens_return_to_where_they_began()
    {
        var token = new ContinueToken(42, "ns/name");
        ContinueToken.Decode(token.Encode()).Should().Be(new ContinueToken(42, "ns/name\0"));
    }
}
