using System.Runtime.CompilerServices;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

/// <summary>The published schema and reference say what the steps say; scripts/update-docs rewrites them.</summary>
public sealed class ScenarioDocsTests
{
    [Fact]
    public void The_schema_is_up_to_date() => Check("docs/scenario.schema.json", ScenarioSchema.Json());

    [Fact]
    public void The_reference_is_up_to_date() => Check("docs/scenario-reference.md", ScenarioReference.Reference());

    [Fact]
    public void The_faults_are_up_to_date() => Check("docs/faults.md", FaultReference.Markdown());

    private static void Check(string file, string made, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "../../../..", file);
        if (Environment.GetEnvironmentVariable("ESO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, made);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").Should().Be(made.ReplaceLineEndings("\n"), "run scripts/update-docs and commit");
    }
}
