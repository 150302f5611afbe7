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
