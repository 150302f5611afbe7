using System.Text.Json.Nodes;
using Eso.Integration.Harness;
using Eso.Testing;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Testing;

/// <summary>The package as its users write tests with it: public names only.</summary>
public sealed class EsoWorldTests(EsoFixture fixture) : IClassFixture<EsoFixture>
{
    private EsoWorld World => fixture.World;

    [Fact]
    public async Task A_new_value_reaches_the_Secret_at_the_refresh_interval()
    {
        var ns = await AppAsync("refresh");
        await World.ExpectSecret(ns, "db").With("password", "old").AndNothingElse().OwnedBy("ExternalSecret", "db");
        await World.ExpectExternalSecret(ns, "db").ToBeReady();
        var mark = await World.Journal.MarkAsync();

        await World.Aws.PutSecretAsync($"{ns}/db", new { password = "new" });
        await World.Clock.AdvanceAsync(TimeSpan.FromHours(1));

        await World.ExpectSecret(ns, "db").With("password", "new");
        World.Journal.AwsCalls(mark).Should().Contain(c => c.Operation.EndsWith("GetSecretValue") && c.Status == 200);
        World.Journal.Writes(mark).Should().Contain(c => c.Resource == $"secrets/{ns}/db");
    }

    [Fact]
    public async Task A_failure_shows_expected_and_found_side_by_side_without_values()
    {
        var ns = await AppAsync("failing");

        var failing = async () => await World.ExpectSecret(ns, "db").With("password", "another").With("user", "bob");

        var failure = (await failing.Should().ThrowAsync<EsoExpectationException>()).Which.Message;
        failure.Should().Contain($"Secret {ns}/db").And.Contain("data.password").And.Contain("data.user").And.Contain("sha256")
            .And.Contain("Conditions").And.Contain("Ready=True").And.Contain("secretsmanager.GetSecretValue");
        failure.Should().NotContain("another").And.NotContain("old");
    }

    [Fact]
    public async Task A_fault_lasts_until_its_handle_is_disposed()
    {
        var ns = await AppAsync("faulty");
        using (World.Faults.Inject("awsError", new { code = "AccessDeniedException", on = new { operation = "secretsmanager.*GetSecretValue" } }, ns))
        {
            await World.Clock.AdvanceAsync(TimeSpan.FromHours(1));
            await World.ExpectExternalSecret(ns, "db").ToFail("SecretSyncedError");
            await World.ExpectEvent("ExternalSecret", ns, "db", "UpdateFailed").AsWarning();
        }

        await World.ExpectExternalSecret(ns, "db").ToBeReady().Within(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task What_AWS_refuses_is_an_exception_with_its_code()
    {
        var missing = () => World.Aws.CallAsync("secretsmanager", "GetSecretValue", new JsonObject { ["SecretId"] = "nowhere" });

        (await missing.Should().ThrowAsync<EsoAwsException>()).Which.Code.Should().Be("ResourceNotFoundException");
    }

    [Fact]
    public async Task A_wrong_manifest_or_fault_names_the_place_and_the_nearest_word()
    {
        var manifest = () => World.Kubernetes.ApplyAsync("apiVersion: v1\nkind: Secret\n");
        var fault = () => World.Faults.Inject("awsThrotle");

        (await manifest.Should().ThrowAsync<EsoExpectationException>()).WithMessage("*manifest:1:1*metadata.name*");
        fault.Should().Throw<EsoExpectationException>().WithMessage("*did you mean 'awsThrottle'*");
    }

    [Fact]
    public async Task Worlds_share_nothing()
    {
        await using var other = await EsoWorld.StartAsync(o => o.Seed = 9);
        await other.Aws.PutSecretAsync("mine", "x");

        var mine = () => World.Aws.CallAsync("secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = "mine" });

        (await mine.Should().ThrowAsync<EsoAwsException>()).Which.Status.Should().Be(400);
        other.Clock.Now.Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_namespace_matches_its_approved_file()
    {
        await AppAsync("snapshot", "approved");

        await World.MatchNamespaceSnapshotAsync("approved");
    }

    [Fact]
    public async Task A_difference_from_the_approved_file_is_told_by_lines_and_kept_beside_it()
    {
        var ns = await AppAsync("differing");
        var folder = Directory.CreateTempSubdirectory("eso-snapshot-").FullName;
        try
        {
            var test = Path.Combine(folder, "Some.cs");
            var first = () => World.MatchSnapshotAsync("Secret", ns, "db", file: test, member: "Test");
            (await first.Should().ThrowAsync<EsoExpectationException>()).WithMessage("there is no approved snapshot yet*");
            var received = Path.Combine(folder, "Some.Test.Secret-db.received.yaml");
            var approved = received.Replace("received", "approved", StringComparison.Ordinal);
            File.WriteAllText(approved, File.ReadAllText(received).Replace("type: Opaque", "type: kubernetes.io/tls", StringComparison.Ordinal));

            var differing = (await first.Should().ThrowAsync<EsoExpectationException>()).Which.Message;

            differing.Should().Contain("- type: kubernetes.io/tls\n+ type: Opaque").And.Contain("ESO_ACCEPT=1").And.NotContain("old");
            File.Move(received, approved, overwrite: true);
            await first();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_scenario_file_runs_in_the_same_world()
    {
        await World.RunScenarioAsync("scenario.yaml");
    }

    [Fact]
    public async Task What_a_scenario_file_includes_and_repeats_runs_too()
    {
        var folder = Directory.CreateTempSubdirectory("eso-included-").FullName;
        try
        {
            var file = Path.Combine(folder, "a.yaml");
            File.WriteAllText(Path.Combine(folder, "part.yaml"), "parameters: { n: null }\nsteps: [{ createSecret: { name: \"included-${n}\", value: x } }]\n");
            File.WriteAllText(file, "scenario: x\nsteps:\n  - repeat: { times: 2, steps: [{ include: { file: part.yaml, with: { n: \"${round}\" } } }] }\n"
                + "  - expectStages: { secret: included-1, stages: { AWSPENDING: \"x\" } }\n");

            var run = () => World.RunScenarioAsync(file);

            (await run.Should().ThrowAsync<EsoExpectationException>()).WithMessage("*a.yaml:4:5: expect stages*");
            await World.Aws.CallAsync("secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = "included-2" });
            File.WriteAllText(file, "scenario: x\nworld: { leaderElection: true }\nsteps: [settle]\n");
            (await run.Should().ThrowAsync<EsoExpectationException>()).WithMessage("'x' asks for a world of its own*");
            (await EsoScenarios.RunAsync(file)).Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Scenario_files_are_tests_each_in_its_own_world()
    {
        EsoScenarios.Names("../../../scenarios/create.yaml").Should().NotBeEmpty();
        (await EsoScenarios.RunAsync("../../../scenarios/refresh.yaml", "refresh (Secrets Manager)")).Should().BeEmpty();

        var missing = () => EsoScenarios.RunAsync("scenario.yaml", "another");
        (await missing.Should().ThrowAsync<EsoExpectationException>()).WithMessage("scenario.yaml holds no scenario 'another'");
    }

    [Fact]
    public async Task Every_step_of_the_language_can_be_said_in_code()
    {
        var ns = await AppAsync("steps");
        await World.StepAsync("expectSecret", new { name = "db", @namespace = ns, data = new { password = "old" } });
        await World.StepAsync("expectCost", "at most $5 a month");
        await World.StepAsync("settle");

        var wrong = () => World.StepAsync("expectSecret", new { name = "db", @namespace = ns, data = new { password = "new" } });
        var unknown = () => World.StepAsync("expectSecrt");
        var misspelt = () => World.StepAsync("mark", new { nam = "x" });

        (await wrong.Should().ThrowAsync<EsoExpectationException>()).Which.Message.Should().Contain("data.password").And.NotContain("old");
        (await unknown.Should().ThrowAsync<EsoExpectationException>()).WithMessage("there is no step 'expectSecrt', did you mean 'expectSecret'?");
        (await misspelt.Should().ThrowAsync<EsoExpectationException>()).WithMessage("mark has no 'nam'*");
    }

    [Fact]
    public async Task An_unknown_ground_is_one_sentence()
    {
        var start = () => EsoWorld.StartAsync(o => o.Ground = "moon");

        (await start.Should().ThrowAsync<EsoGroundException>()).WithMessage("there is no ground 'moon'; known: *embedded*");
    }

    private async Task<string> AppAsync(string prefix, string? name = null)
    {
        var ns = name ?? await fixture.NewNamespaceAsync(prefix);
        if (name is not null)
        {
            await World.Kubernetes.CreateNamespaceAsync(name);
        }

        await World.Aws.PutSecretAsync($"{ns}/db", new { password = "old" });
        await World.Kubernetes.ApplyAsync(StoreManifest.WithExternalSecret(ns, $"key: {ns}/db, property: password"));
        await World.ExpectExternalSecret(ns, "db").ToBeReady().Within(TimeSpan.FromMinutes(1));
        return ns;
    }
}
