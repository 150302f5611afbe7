using System.Text.Json.Nodes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.PushSecrets;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Controllers;

/// <summary>dataTo as ESO 2.9 expands it: pkg/controllers/pushsecret, expandDataTo and mergeDataEntries.</summary>
public sealed class PushPlanTests
{
    private const string Store = """ "storeRef": { "name": "s" } """;

    [Fact]
    public void Keys_are_pushed_under_rewritten_names_and_remembered_under_their_own()
    {
        var entries = Plan($$$"""
            { "dataTo": [ { {{{Store}}}, "conversionStrategy": "ReverseUnicode", "match": { "regexp": "^a" },
              "rewrite": [ { "regexp": { "source": "/", "target": "-" } }, { "transform": { "template": "x.{{ .value }}" } } ] } ] }
            """);

        entries.Should().ContainSingle().Which.SecretKey.Should().Be("a_U002f_b");
        entries[0].Data.ToJsonString().Should().Be(
            """{"match":{"remoteRef":{"remoteKey":"x.a-b"},"secretKey":"a_U002f_b"},"conversionStrategy":"None"}""");
        entries[0].Values.Should().ContainKey("a_U002f_b");
    }

    [Fact]
    public void A_bundle_holds_what_matched_and_data_stands_before_it()
    {
        var bundle = $$"""{ {{Store}}, "remoteKey": "all", "match": { "regexp": "^[bc]" } }""";
        Plan($$"""{ "dataTo": [ {{bundle}} ] }""").Single().Values.Keys.Should().Equal("b", "c");
        Plan($$"""{ "dataTo": [ {{bundle}} ], "data": [ { "match": { "remoteRef": { "remoteKey": "whole" } } } ] }""")
            .Select(e => e.Data["match"]!["remoteRef"]!["remoteKey"]!.ToString()).Should().Equal("whole");
    }

    [Theory]
    [InlineData(""" "match": { "regexp": "(" } """,
        "failed to expand dataTo: dataTo[0]: match failed: failed to compile regexp pattern \"(\": error parsing regexp: *")]
    [InlineData(""" "rewrite": [ { "regexp": { "source": "(", "target": "" } } ] """,
        "failed to expand dataTo: dataTo[0]: rewrite failed: rewrite[0]: invalid regexp \"(\": error parsing regexp: *")]
    [InlineData(""" "rewrite": [ { "regexp": { "source": ".*", "target": "" } } ] """,
        "failed to expand dataTo: dataTo[0]: empty remote key produced for source key \"a_U002f_b\"")]
    [InlineData(""" "rewrite": [ { "regexp": { "source": "^.*$", "target": "one" } } ] """,
        "failed to expand dataTo: dataTo[0]: duplicate remote key \"one\" from source key \"b\" (conflicts with dataTo[0]:a_U002f_b)")]
    public void What_cannot_be_expanded_is_told_in_ESOs_words(string dataTo, string message)
    {
        var plan = () => Plan($$"""{ "dataTo": [ { {{Store}}, {{dataTo}} } ] }""");
        plan.Should().Throw<PushException>().WithMessage(message);
    }

    [Fact]
    public void Two_entries_may_not_go_to_one_place()
    {
        var plan = () => Plan("""
            { "data": [ { "match": { "secretKey": "b", "remoteRef": { "remoteKey": "r", "property": "p" } } },
                        { "match": { "secretKey": "c", "remoteRef": { "remoteKey": "r", "property": "p" } } } ] }
            """);
        plan.Should().Throw<PushException>().WithMessage(
            "failed to merge data entries: duplicate remote key \"r\" with property \"p\": source keys \"b\" and \"c\" both map "
            + "to the same destination");
    }

    private static IReadOnlyList<PushEntry> Plan(string spec)
    {
        var ps = new PushSecret(new JsonObject { ["spec"] = JsonNode.Parse(spec) });
        var store = new SecretStore((JsonObject)JsonNode.Parse(
            """{ "kind": "SecretStore", "metadata": { "name": "s", "namespace": "n" }, "spec": {} }""")!);
        var source = new[] { "a_U002f_b", "b", "c" }.ToDictionary(k => k, SecretBytes.FromText);
        return PushPlan.For(ps, store, source, new TemplateEnvironment { Clock = TimeProvider.System });
    }
}
