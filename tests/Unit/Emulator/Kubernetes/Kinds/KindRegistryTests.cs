using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

public sealed class KindRegistryTests
{
    [Fact]
    public void Every_built_in_kind_has_a_type_and_is_found_by_path_and_name()
    {
        var registry = new KindRegistry();
        foreach (var kind in KindRegistry.BuiltIns)
        {
            var r = kind.Resource;
            Assert.NotNull(TypeTable.Shared.Find(kind.TypeName!));
            Assert.Same(kind, registry.Find(r.Group, r.Version, r.Plural));
            Assert.Same(kind, registry.FindKind(r.ApiVersion, r.Kind));
        }
    }

    [Fact]
    public void Events_of_both_groups_share_one_store_kept_as_core()
    {
        var kinds = new KindRegistry().ByStorage("events");
        Assert.Equal(["v1", "events.k8s.io/v1"], kinds.Select(k => k.Resource.ApiVersion));
    }

    [Theory]
    [InlineData("v10", "v2")]
    [InlineData("v2", "v1")]
    [InlineData("v1", "v11beta2")]
    [InlineData("v11beta2", "v1beta1")]
    [InlineData("v1beta1", "v2alpha1")]
    [InlineData("v2alpha1", "foo1")]
    public void Stable_and_newer_versions_come_first(string first, string second)
    {
        Assert.True(VersionOrder.Compare(first, second) < 0);
        Assert.True(VersionOrder.Compare(second, first) > 0);
    }

    [Fact]
    public void A_new_style_event_survives_the_way_through_the_core_form()
    {
        var ev = new JsonObject
        {
            ["apiVersion"] = "events.k8s.io/v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = "e" },
            ["eventTime"] = "2024-01-02T03:04:05.000000Z",
            ["note"] = "n",
            ["regarding"] = new JsonObject { ["name"] = "p" },
            ["reportingController"] = "example.com/c",
        };
        var core = EventRules.ToCore(ev);
        Assert.Equal("n", core["message"]!.GetValue<string>());
        Assert.Equal("p", core["involvedObject"]!["name"]!.GetValue<string>());
        var back = EventRules.FromCore(core);
        Assert.Equal("n", back["note"]!.GetValue<string>());
        Assert.Equal("example.com/c", back["reportingController"]!.GetValue<string>());
        Assert.False(back.ContainsKey("message"));
    }
}
