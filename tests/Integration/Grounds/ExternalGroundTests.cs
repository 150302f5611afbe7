using Eso.Integration.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Grounds;

/// <summary>Somebody's cluster and account are touched only after a yes, and not at all when one of them is missing.</summary>
public sealed class ExternalGroundTests : IDisposable
{
    private readonly GroundFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_account_that_is_no_emulators_is_touched_only_with_yes()
    {
        var file = folder.Write("s.yaml", GroundFolder.Sync);
        var (up, environment) = await folder.UpAsync();
        await using var running = up;
        environment["AWS_ACCESS_KEY_ID"] = "111122223333";

        var (refused, output, error) = await EsoProcess.RunAsync(environment, "run", file, "--ground", "external");

        (refused, output).Should().Be((2, ""));
        error.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain("the AWS account is 111122223333").And.Contain("--yes");
        using var http = new HttpClient();
        (await http.GetStringAsync($"{environment["AWS_ENDPOINT_URL"]}/_eso/journal"))
            .Should().NotContain("secretsmanager.").And.NotContain("POST /api", "nothing was written before the answer");
        var (code, _, _) = await EsoProcess.RunAsync(
            environment, "run", folder.Write("t.yaml", "scenario: t\nsteps:\n  - createSecret: { name: x, value: first-value }\n"), "--ground", "external", "--yes");
        code.Should().Be(0);
    }

    [Fact]
    public async Task What_a_killed_run_left_behind_is_removed_by_the_next_one()
    {
        var (up, environment) = await folder.UpAsync();
        await using var running = up;
        using var http = new HttpClient();
        var journal = new Uri($"{environment["AWS_ENDPOINT_URL"]}/_eso/journal");
        var endless = folder.Write("s.yaml", GroundFolder.Sync + "\n  - expectSecret: { name: never, namespace: app, data: {} }\n    within: 10m\n");
        await using (var killed = EsoProcess.Start(environment, "run", endless, "--ground", "external"))
        {
            while (!(await http.GetStringAsync(journal)).Contains("secretsmanager.GetSecretValue", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            await killed.KillAsync();
        }

        var next = folder.Write("t.yaml", "scenario: t\nsteps:\n  - createSecret: { name: x, value: first-value }\n");
        var (code, _, told) = await EsoProcess.RunAsync(environment, "run", next, "--ground", "external");
        var (again, _, silent) = await EsoProcess.RunAsync(environment, "run", next, "--ground", "external");

        (code, again).Should().Be((0, 0), told + silent);
        told.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain("removed what a killed run left behind");
        silent.Trim().Should().BeEmpty("nothing was left the second time");
        (await http.GetStringAsync(journal)).Should().Contain("secretsmanager.DeleteSecret").And.Contain("namespaces/app-");
    }

    [Theory]
    [InlineData("KUBECONFIG", "/nowhere/at/all", "needs a kubeconfig")]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "needs an AWS")]
    public async Task A_missing_half_is_one_message(string variable, string value, string message)
    {
        var environment = new Dictionary<string, string>
        {
            ["KUBECONFIG"] = folder.Write("kubeconfig", """
                apiVersion: v1
                kind: Config
                current-context: x
                contexts: [{ name: x, context: { cluster: x, user: x } }]
                clusters: [{ name: x, cluster: { server: "http://127.0.0.1:1" } }]
                users: [{ name: x, user: { token: x } }]
                """),
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            [variable] = value,
        };

        var (code, output, error) = await EsoProcess.RunAsync(
            environment, "run", folder.Write("s.yaml", GroundFolder.Sync), "--ground", "external");

        (code, output).Should().Be((2, ""));
        error.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain(message);
    }
}
