using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

public sealed class CrdStatusTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_fresh_crd_is_accepted_then_established_then_settled()
    {
        var crd = Crd("widgets", "Widget");
        var accepted = CrdStatus.Next(crd, [crd], Now)!;
        Assert.True(CrdStatus.IsTrue(accepted, "NamesAccepted"));
        Assert.False(CrdStatus.IsTrue(accepted, "Established"));
        Assert.Equal("Installing", accepted["status"]!["conditions"]![1]!["reason"]!.GetValue<string>());
        var established = CrdStatus.Next(accepted, [accepted], Now)!;
        Assert.True(CrdStatus.IsTrue(established, "Established"));
        Assert.Null(CrdStatus.Next(established, [established], Now));
    }

    [Fact]
    public void A_kind_in_use_is_refused_until_it_is_free()
    {
        var first = Settled(Crd("widgets", "Widget"), []);
        var second = Crd("gadgets", "Widget");
        var refused = CrdStatus.Next(second, [first, second], Now)!;
        var condition = refused["status"]!["conditions"]![0]!;
        Assert.Equal("ListKindConflict", condition["reason"]!.GetValue<string>());
        Assert.Equal("\"WidgetList\" is already in use", condition["message"]!.GetValue<string>());
        Assert.Null(CrdStatus.Next(refused, [first, refused], Now));
        var free = CrdStatus.Next(refused, [refused], Now)!;
        Assert.True(CrdStatus.IsTrue(free, "NamesAccepted"));
    }

    private static JsonObject Settled(JsonObject crd, IReadOnlyList<JsonObject> others)
    {
        while (CrdStatus.Next(crd, [.. others, crd], Now) is { } next)
        {
            crd = next;
        }

        return crd;
    }

    private static JsonObject Crd(string plural, string kind) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = $"{plural}.example.com" },
        ["spec"] = new JsonObject
        {
            ["group"] = "example.com",
            ["names"] = new JsonObject
            {
                ["plural"] = plural,
                ["singular"] = plural[..^1],
                ["kind"] = kind,
                ["listKind"] = kind + "List",
            },
        },
        ["status"] = new JsonObject { ["conditions"] = null },
    };
}
