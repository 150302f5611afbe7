using System.Diagnostics;
using Eso.Integration.Cli;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Grounds;

/// <summary>The ground of a real control plane, on the executables of <c>eso envtest-assets</c>, or real ones where the machine has them.</summary>
public sealed class EnvtestGroundTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly GroundFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_scenario_runs_there_as_on_the_embedded_ground_and_leaves_nothing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = folder.Write("s.yaml", GroundFolder.Sync + "\n  - advance: 30m\n");

        var (code, output, error) = await EsoProcess.RunAsync(await EnvironmentAsync(), "run", file, "--compare", "embedded,envtest");

        (code, error.Trim()).Should().Be((0, ""), output);
        output.Should().Contain("envtest: passed");
        Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_process_and_no_folder()
    {
        if (!Directory.Exists("/proc"))
        {
            return;
        }

        var file = folder.Write("s.yaml", "scenario: long\nsteps:\n  - repeat: { times: 10000, steps: [{ advance: 1s }] }\n");
        await using var run = EsoProcess.Start(await EnvironmentAsync(), "run", file, "--ground", "envtest");
        await UntilAsync(() => Processes("kube-apiserver").Count > 0);

        await run.KillAsync();

        await UntilAsync(() => Left().Count == 0 && Processes("eso-envtest-").Count == 0);
    }

    [Fact]
    public async Task Missing_programs_are_one_message_with_the_way_out()
    {
        var environment = new Dictionary<string, string> { ["KUBEBUILDER_ASSETS"] = "/nowhere/at/all", ["TMPDIR"] = folder.Path };

        var (code, output, error) = await EsoProcess.RunAsync(
            environment, "run", folder.Write("s.yaml", GroundFolder.Sync), "--ground", "envtest");

        (code, output).Should().Be((2, ""));
        error.Trim().Split('\n').Should().ContainSingle().Which.Should()
            .Contain("etcd and kube-apiserver").And.Contain("KUBEBUILDER_ASSETS=/nowhere/at/all does not hold both").And.Contain("setup-envtest use");
        Left().Should().BeEmpty();
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } real)
        {
            return new() { ["KUBEBUILDER_ASSETS"] = real, ["TMPDIR"] = folder.Path };
        }

        (await EsoProcess.RunAsync("envtest-assets", folder.File("assets"))).Code.Should().Be(0);
        return new() { ["KUBEBUILDER_ASSETS"] = folder.File("assets"), ["TMPDIR"] = folder.Path };
    }

    /// <summary>What stands in the folder for temporary files that is a control plane's.</summary>
    private List<string> Left() => [.. Directory.EnumerateDirectories(folder.Path, "eso-envtest-*")];

    /// <summary>Processes of this test's control plane: they name its folder.</summary>
    private List<string> Processes(string about) => Directory.EnumerateDirectories("/proc")
        .Where(p => int.TryParse(Path.GetFileName(p), out _)).Select(CommandLine)
        .Where(c => c.Contains(folder.Path, StringComparison.Ordinal) && c.Contains(about, StringComparison.Ordinal)).ToList();

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return "";
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Stopwatch.GetElapsedTime(began).Should().BeLessThan(Patience, "it takes too long");
            await Task.Delay(TimeSpan.FromMilliseconds(50), World.Machine);
        }
    }
}
