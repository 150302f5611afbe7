using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Eso.Unit;

/// <summary>The workflow and the reusable action name only what is there.</summary>
public sealed partial class WorkflowTests
{
    [Theory]
    [InlineData("action.yml")]
    [InlineData(".github/workflows/ci.yml")]
    public void Every_file_that_a_job_runs_is_there(string file)
    {
        var text = File.ReadAllText(Path.Combine(Root(), file));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        yaml.Documents.Should().ContainSingle();

        var named = Paths().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToList();

        named.Should().NotBeEmpty();
        named.Where(p => !Path.Exists(Path.Combine(Root(), p))).Should().BeEmpty();
        named.Where(p => p.StartsWith("scripts/", StringComparison.Ordinal) && !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(Path.Combine(Root(), p)) & UnixFileMode.UserExecute) == 0).Should().BeEmpty();
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    // Files of the repository, not those that a build makes.
    [GeneratedRegex(@"(?:^|[\s""/])((?:scripts|src|tests|\.ci)/(?!Emulator/bin)[A-Za-z0-9_./-]*[A-Za-z0-9])", RegexOptions.Multiline)]
    private static partial Regex Paths();
}
