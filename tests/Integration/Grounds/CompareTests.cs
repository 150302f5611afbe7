using System.Text;
using System.Xml.Linq;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;
using Eso.Emulator.Scenarios.Language;
using Eso.Integration.Cli;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Grounds;

/// <summary>The same scenario on two grounds: no finding where there is no difference, each by its name where there is one.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly GroundFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_worlds_alike_have_no_findings_and_one_that_is_denied_has_them_all_by_name()
    {
        var scenario = ScenarioLoader.Load(GroundFolder.Sync, "s.yaml").Single();

        (await CompareAsync(scenario, null)).Findings.Should().BeEmpty();
        var differing = await CompareAsync(scenario, ground => ground.Faults!.Inject("denied", FaultReading.Read(
            "awsError", new() { ["code"] = "AccessDeniedException", ["status"] = 400, ["on"] = new System.Text.Json.Nodes.JsonObject { ["caller"] = "eso/*" } },
            new Location("s.yaml", 1, 1))));

        differing.Findings.Select(f => f.Name).Distinct().Should().BeEquivalentTo(
            Findings.Outcome, Findings.Secret, Findings.Condition, Findings.Event, Findings.Calls);
        differing.Findings.Single(f => f.Name == Findings.Condition).Right.Should().Contain("SecretSyncedError");
        differing.Findings.Single(f => f.Name == Findings.Secret).Should().BeEquivalentTo(new { Left = "there", Right = "not there" });
    }

    [Fact]
    public async Task Embedded_and_a_cluster_elsewhere_do_not_differ_until_one_misbehaves_and_nothing_is_left_there()
    {
        var file = folder.Write("s.yaml", GroundFolder.Sync);
        var (up, environment) = await folder.UpAsync();
        await using var running = up;

        var (code, output, error) = await EsoProcess.RunAsync(environment, "run", file, "--compare", "embedded,external");
        (code, error.Trim()).Should().Be((0, ""));
        output.Should().Contain("embedded: passed").And.Contain("external: passed").And.Contain("1 passed, 0 failed");

        // Without its expectation, which would wait where time is real.
        var unasked = folder.Write("t.yaml", GroundFolder.Sync[..GroundFolder.Sync.IndexOf("  - expectSecret", StringComparison.Ordinal)]);
        using var http = new HttpClient();
        using var body = new StringContent(
            """{"fault":"awsError","name":"x","with":{"code":"AccessDeniedException","status":400,"on":{"operation":"*GetSecretValue"}}}""",
            Encoding.UTF8, "application/json");
        (await http.PostAsync($"{environment["AWS_ENDPOINT_URL"]}/_eso/faults", body)).EnsureSuccessStatusCode();
        var (differs, told, _) = await EsoProcess.RunAsync(
            environment, "run", unasked, "--compare", "embedded,external", "--junit", folder.File("j.xml"), "--html", folder.File("h.html"));
        differs.Should().Be(1, told);
        told.Should().Contain("≠ condition ExternalSecret app/db").And.Contain("≠ secret Secret app/db");
        XDocument.Load(folder.File("j.xml")).Descendants("failure").Attributes("type").Select(a => a.Value)
            .Should().Contain(["condition", "secret", "event", "calls"]);
        var page = await File.ReadAllTextAsync(folder.File("h.html"));
        page.Should().Contain("\"name\":\"condition\"").And.NotContain("/*DIFFERENCES*/").And.NotContain("first-value");
        (await http.GetStringAsync($"{environment["AWS_ENDPOINT_URL"]}/_eso/export")).Should().NotContain("app-db", "a ground removes what it made");
    }

    [Theory]
    [InlineData("embedded", "--compare takes two grounds")]
    [InlineData("embedded,moon", "there is no ground 'moon'")]
    public async Task Wrong_grounds_are_one_message(string grounds, string message)
    {
        var (code, _, error) = await EsoProcess.RunAsync("run", folder.Write("s.yaml", GroundFolder.Sync), "--compare", grounds);

        code.Should().Be(2);
        error.Should().Contain(message);
    }

    private static Task<Compared> CompareAsync(Scenario scenario, Action<IGround>? spoil)
    {
        async Task<IGround> OpenAsync(Scenario s, Action<IGround>? then, CancellationToken cancel)
        {
            var ground = await EmbeddedGround.OpenAsync(s.World.Options(s.Now, 1), World.Machine, cancel);
            then?.Invoke(ground);
            return ground;
        }

        return new ComparisonRun(
            new ComparedGround("one", EmbeddedGround.Offered, (s, c) => OpenAsync(s, null, c)),
            new ComparedGround("two", EmbeddedGround.Offered, (s, c) => OpenAsync(s, spoil, c)),
            look => new Runner(false, new Silent(), World.Machine) { AfterStep = look }).RunAsync(scenario, CancellationToken.None);
    }

    private sealed class Silent : IRunObserver
    {
        public void Started(Scenario scenario)
        {
        }

        public void StepEnded(Scenario scenario, StepOutcome outcome)
        {
        }

        public void Ended(ScenarioOutcome outcome)
        {
        }
    }
}
