using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Comparison;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios.Comparison;

/// <summary>Each kind of difference has its name, once, with both sides.</summary>
public sealed class ComparerTests
{
    private static readonly ObservedStep Sound = new()
    {
        Line = "advance the clock by 1h",
        At = new Location("s.yaml", 3, 5),
        Calls = [new ObservedCall("apply Secret app/db", "ok", "", ["kind: Secret"])],
        Secrets = new Dictionary<string, IReadOnlyList<string>> { ["Secret app/db"] = ["data.password: masked", "type: Opaque"] },
        Conditions = new Dictionary<string, IReadOnlyList<string>> { ["ExternalSecret app/db"] = ["Ready=True SecretSynced: secret synced"] },
        Events = ["Normal Created on ExternalSecret app/db: secret created"],
        OperatorCalls = new Dictionary<string, IReadOnlyList<string>> { ["secrets/app/db"] = ["POST 201", "PUT 200"] },
    };

    public static TheoryData<string, string> Names() => new()
    {
        { Findings.Outcome, "advance the clock by 1h" }, { Findings.Status, "apply Secret app/db" }, { Findings.ErrorText, "apply Secret app/db" },
        { Findings.Answer, "apply Secret app/db" }, { Findings.Secret, "Secret app/db" }, { Findings.Condition, "ExternalSecret app/db" },
        { Findings.Event, "Normal Created on ExternalSecret app/db: secret created" }, { Findings.Calls, "secrets/app/db" },
        { Findings.Order, "secrets/app/db" },
    };

    [Fact]
    public void Equal_worlds_have_no_findings() => Compare(Sound, Sound).Should().BeEmpty();

    [Fact]
    public void Every_kind_of_finding_is_covered_here() => Names().Select(n => (string)n[0]).Should().BeEquivalentTo(Findings.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_difference_has_its_name(string name, string subject)
    {
        var (left, right) = Pair(name);

        var finding = Compare(left, right).Should().ContainSingle().Subject;

        (finding.Name, finding.Subject, finding.Scenario, finding.Step).Should().Be((name, subject, "s", Sound.Line));
        finding.Left.Should().NotBe(finding.Right);
        Compare(right, left).Should().ContainSingle().Which.Left.Should().Be(finding.Right);
    }

    [Fact]
    public void A_difference_that_lasts_is_told_once_with_the_step_it_began_at()
    {
        var (left, right) = (new Observation(), new Observation());
        var other = Pair(Findings.Condition).Right;
        foreach (var (mine, theirs) in ((ObservedStep, ObservedStep)[])[(Sound, Sound), (Sound, other with { Line = "later" }), (Sound, other)])
        {
            left.Add(mine with { Line = theirs.Line });
            right.Add(theirs);
        }

        Comparer.Compare("s", left, right).Should().ContainSingle().Which.Step.Should().Be("later");
    }

    [Fact]
    public void An_event_that_has_gone_on_one_side_was_told_all_the_same()
    {
        var (left, right) = (new Observation(), new Observation());
        left.Add(Sound);
        right.Add(Sound);
        left.Add(Sound with { Events = [] });
        right.Add(Sound);

        Comparer.Compare("s", left, right).Should().BeEmpty();
    }

    [Fact]
    public void Versions_ids_and_a_namespaces_own_label_are_no_members()
    {
        Shape.Members((JsonObject)JsonNode.Parse("""{"Stages":{"0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e":["AWSCURRENT"]}}""")!)
            .Should().Equal("Stages.<Uid>[]: text");
        Shape.Object((JsonObject)JsonNode.Parse("""{"kind":"Namespace","metadata":{"name":"a","labels":{"kubernetes.io/metadata.name":"a"}}}""")!)
            .Should().Equal("kind: \"Namespace\"", "metadata.name: \"a\"");
    }

    [Fact]
    public void What_no_two_worlds_share_is_no_difference()
    {
        StableText.Of("secret arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf version 0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e "
                + "at 2026-01-01T00:00:00Z on 127.0.0.1:4566")
            .Should().Be("secret arn:aws:secretsmanager:us-east-1:<Account>:secret:db-<Id> version <Uid> at <Time> on <Host>");
        StableText.OfValue("id 0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e"u8).Should().Be(StableText.OfValue("id ffffffff-1b1b-2c2c-3d3d-4e4e4e4e4e4e"u8))
            .And.NotBe(StableText.OfValue("id"u8));
    }

    [Fact]
    public void Answers_are_compared_without_values_and_moments()
    {
        var secret = (JsonObject)JsonNode.Parse("""
            {"kind":"Secret","metadata":{"name":"db","uid":"1","resourceVersion":"7"},"data":{"password":"c2VjcmV0LXZhbHVl"},"type":"Opaque"}
            """)!;

        Shape.Object(secret).Should().Equal("data.password: masked", "kind: \"Secret\"", "metadata.name: \"db\"", "type: \"Opaque\"");
        Shape.Members(secret).Should().Contain("data.password: text").And.NotContain(l => l.Contains("c2Vj", StringComparison.Ordinal));
    }

    private static IReadOnlyList<Finding> Compare(ObservedStep left, ObservedStep right)
    {
        var (one, two) = (new Observation(), new Observation());
        one.Add(left);
        two.Add(right);
        return Comparer.Compare("s", one, two);
    }

    private static (ObservedStep Left, ObservedStep Right) Pair(string name) => name switch
    {
        Findings.Outcome => (Sound, Sound with { Failure = "it is not so" }),
        Findings.Status => (Sound, Called("422 Invalid", "no", [])),
        Findings.ErrorText => (Called("422 Invalid", "no", []), Called("422 Invalid", "never", [])),
        Findings.Answer => (Sound, Called("ok", "", ["kind: Secret", "immutable: false"])),
        Findings.Secret => (Sound, Sound with { Secrets = Other("Secret app/db", "data.password: other", "type: Opaque") }),
        Findings.Condition => (Sound, Sound with { Conditions = Other("ExternalSecret app/db", "Ready=False SecretSyncedError: no") }),
        Findings.Event => (Sound, Sound with { Events = [] }),
        Findings.Calls => (Sound, Sound with { OperatorCalls = Other("secrets/app/db", "POST 201") }),
        _ => (Sound, Sound with { OperatorCalls = Other("secrets/app/db", "PUT 200", "POST 201") }),
    };

    private static ObservedStep Called(string status, string text, string[] answer) =>
        Sound with { Calls = [new ObservedCall("apply Secret app/db", status, text, answer)] };

    private static Dictionary<string, IReadOnlyList<string>> Other(string key, params string[] lines) => new() { [key] = lines };
}
