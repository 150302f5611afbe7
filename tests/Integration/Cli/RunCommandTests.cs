using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_failed_expectation_is_exit_1_with_both_sides_masked()
    {
        var file = Write("""
            scenario: differs
            steps:
              - apply: |
                  apiVersion: v1
                  kind: Secret
                  metadata: { name: s }
                  stringData: { password: found-value, extra: x }
              - expectSecret: { name: s, data: { password: wanted-value } }
            """);

        var (code, output, _) = await EsoProcess.RunAsync("run", file);

        code.Should().Be(1);
        output.Should().Contain("✗ expect secret default/s").And.Contain("data.password").And.Contain("data.extra")
            .And.Contain("11 bytes").And.Contain("0 passed, 1 failed")
            .And.NotContain("found-value").And.NotContain("wanted-value");
    }

    [Fact]
    public async Task Show_values_shows_them()
    {
        var file = Write("""
            scenario: differs
            steps:
              - apply: |
                  apiVersion: v1
                  kind: Secret
                  metadata: { name: s }
                  stringData: { password: found-value }
              - expectSecret: { name: s, data: { password: wanted-value } }
            """);

        var (code, output, _) = await EsoProcess.RunAsync("run", file, "--show-values");

        code.Should().Be(1);
        output.Should().Contain("found-value").And.Contain("wanted-value");
    }

    [Theory]
    [InlineData("scenario: [x", "this is not valid YAML")]
    [InlineData("scenario: x\nsteps:\n  - apply: { file: nowhere }", "there is no file or folder nowhere")]
    [InlineData("scenario: x\nsteps:\n  - repeat: { times: 1000000, steps: [settle] }", "a loop must have an end")]
    [InlineData("scenario: x\nsteps:\n\t- settle", "s.yaml:3:1: this is not valid YAML")]
    [InlineData(
        "scenario: x\nsteps:\n  - repeat: { times: 9999, steps: [{ repeat: { times: 9999, steps: [settle] } }] }",
        "s.yaml:3:5: its loops come to 99990001 steps")]
    [InlineData("scenario: x\nsteps:\n  - include: s.yaml", "s.yaml:1:1: an included file has no 'scenario'")]
    [InlineData("scenario: x\nsteps:\n  - include: nowhere.yaml", "nowhere.yaml to include")]
    [InlineData("scenario: x\nsteps:\n  - expectSecret: { nam: a }", "s.yaml:3:21: expectSecret has no 'nam', did you mean 'name'?")]
    [InlineData(
        "scenario: x\nsteps:\n  - inject: { fault: awsThrottle, with: { probability: 7 } }",
        "s.yaml:3:5: awsThrottle.probability must be above 0 and at most 1, found 7")]
    [InlineData("scenario: x\nsteps:\n  - inject: { fault: awsThrotle }", "there is no fault 'awsThrotle', did you mean 'awsThrottle'?")]
    [InlineData("scenario: x\nsteps: [settle]\n---\nscenario: x\nsteps: [settle]", "names must differ")]
    public async Task Bad_input_is_one_message_and_exit_2(string text, string message)
    {
        var (code, output, error) = await EsoProcess.RunAsync("run", Write(text));

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain(message);
    }

    [Fact]
    public async Task A_world_that_never_gets_quiet_is_exit_2_and_names_what_is_busy()
    {
        // Connections are taken up and never answered.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var file = Write($$"""
            scenario: no answer
            steps:
              - apply: |
                  apiVersion: external-secrets.io/v1
                  kind: SecretStore
                  metadata: { name: silent }
                  spec: { provider: { webhook: { url: "http://127.0.0.1:{{port}}/", result: { jsonPath: "$" } } } }
                  ---
                  apiVersion: external-secrets.io/v1
                  kind: ExternalSecret
                  metadata: { name: es }
                  spec: { secretStoreRef: { name: silent }, data: [{ secretKey: a, remoteRef: { key: k } }] }
              - settle
            """);

        var (code, output, _) = await EsoProcess.RunAsync("run", file, "--quiet-within", "1");

        code.Should().Be(2);
        output.Should().Contain("The world was not quiet after").And.Contain("a webhook is being called");
    }

    [Fact]
    public async Task A_build_without_containers_says_so_and_the_way_out()
    {
        if (typeof(Eso.Emulator.Grounds.IGroundKind).Assembly.GetType("Eso.Emulator.Grounds.Containers.ContainersGroundKind") is not null)
        {
            // Built with them: Docker's absence is told instead.
            return;
        }

        var (code, output, error) = await EsoProcess.RunAsync("run", Write("scenario: x\nsteps: [settle]\n"), "--ground", "containers");

        (code, output).Should().Be((2, ""));
        error.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain("-p:Containers=true").And.Contain("scripts/compose-up");
    }

    [Fact]
    public async Task A_fault_on_nothing_is_exit_2()
    {
        var (code, output, _) = await EsoProcess.RunAsync("run", Write("scenario: x\nsteps:\n  - inject: { fault: awsThrottle }\n  - settle\n"));

        code.Should().Be(2);
        output.Should().Contain("s.yaml:3:5: the fault 'awsThrottle' (awsThrottle) met no request: it proves nothing");
    }

    [Fact]
    public async Task A_run_that_is_told_to_end_is_exit_130_and_tells_of_what_had_ended()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("scenario: one\nsteps: [settle]\n---\nscenario: long\nsteps:\n  - repeat: { times: 9999, steps: [{ advance: 1s }] }\n");
        await using var run = EsoProcess.Start("run", folder, "--jobs", "1", "--junit", folder + "/j.xml");
        while (await run.Output.ReadLineAsync() is { } line && !line.Contains("passed in", StringComparison.Ordinal))
        {
        }

        run.Terminate();
        _ = run.Output.ReadToEndAsync();

        (await run.EndAsync()).Should().Be(130);
        (await File.ReadAllTextAsync(folder + "/j.xml")).Should().Contain("name=\"one\"").And.NotContain("name=\"long\"");
    }

    [Fact]
    public async Task The_transcript_is_the_same_byte_for_byte_whatever_the_order()
    {
        var (one, two) = (Path.Combine(folder, "one.txt"), Path.Combine(folder, "two.txt"));
        var file = Write("""
            scenario: keys ${n}
            matrix: { n: [1, 2, 3] }
            steps:
              - createSecret: { name: "db-${n}", generate: 12, saveVersion: v }
              - title: "version ${v} of ${n}"
                advance: 1h
              - expectSecret: { name: nothing }
            """);

        await EsoProcess.RunAsync("run", file, "--transcript", one, "--jobs", "1");
        await EsoProcess.RunAsync("run", file, "--transcript", two, "--jobs", "3", "--repeat", "2");

        (await File.ReadAllTextAsync(one)).Should().Contain("version ").And.NotContain("0001-01-01");
        (await File.ReadAllTextAsync(two)).Split("\n\n").Distinct().Order()
            .Should().Equal((await File.ReadAllTextAsync(one)).Split("\n\n").Distinct().Order());
    }

    [Fact]
    public async Task Commands_run_only_when_they_are_allowed()
    {
        var file = Write("""
            scenario: command
            steps:
              - runCommand: { command: [sh, -c, "echo $AWS_ENDPOINT_URL; test -s $KUBECONFIG"], contains: "http://127.0.0.1" }
            """);

        var refused = await EsoProcess.RunAsync("run", file);
        refused.Output.Should().Contain("s.yaml:3:5: the scenario would run 'sh'; commands run only with --allow-commands");
        refused.Code.Should().Be(2);
        (await EsoProcess.RunAsync("run", file, "--allow-commands")).Code.Should().Be(0);
    }

    [Theory]
    [InlineData("--html")]
    [InlineData("--junit")]
    [InlineData("--transcript")]
    public async Task A_report_that_cannot_be_written_is_told_before_anything_runs(string option)
    {
        var file = Write("scenario: x\nsteps: [settle]\n");

        var (code, output, error) = await EsoProcess.RunAsync("run", file, option, file + "/report");

        code.Should().Be(2);
        error.Should().StartWith($"eso: {option} {file}/report cannot be written: ").And.NotContain("   at ");
        output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_misspelt_option_is_exit_2_with_the_nearest_one()
    {
        var (code, _, error) = await EsoProcess.RunAsync("run", Write("scenario: x\nsteps: [settle]\n"), "--groud", "envtest");

        code.Should().Be(2);
        error.Should().Contain("run has no option '--groud', did you mean '--ground'?");
    }

    [Fact]
    public async Task A_misspelt_step_is_exit_2_with_its_place_and_nothing_runs()
    {
        var (code, output, error) = await EsoProcess.RunAsync("run", Write("scenario: x\nsteps:\n  - setle\n"));

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().Contain("s.yaml:3:").And.Contain("did you mean 'settle'?");
    }

    private string Write(string text)
    {
        var file = Path.Combine(folder, "s.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
