using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Aws.Protocol;
using Xunit;

namespace Eso.Unit.Emulator.Aws;

/// <summary>
/// docs/aws-coverage.md is made of the operations themselves: each one's own summary and "Not emulated" list.
/// <c>ESO_UPDATE_DOCS=1 dotnet test tests/Unit --filter AwsCoverage</c> rewrites it.
/// </summary>
public sealed partial class AwsCoverageDocsTests
{
    [Fact]
    public void The_coverage_table_is_what_the_operations_say()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../.."));
        var file = Path.Combine(root, "docs", "aws-coverage.md");
        var made = Render(root);
        if (Environment.GetEnvironmentVariable("ESO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.True(
            File.ReadAllText(file) == made,
            "docs/aws-coverage.md is out of date: run ESO_UPDATE_DOCS=1 dotnet test tests/Unit --filter AwsCoverage");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static string Render(string root)
    {
        var text = new StringBuilder()
            .Append("# What the embedded AWS does\n\n")
            .Append("Generated from the operations' own comments (`tests/Unit/Emulator/Aws/AwsCoverageDocsTests.cs`); do not edit.\n");
        foreach (var service in ServiceRegistry.Shared.Services)
        {
            var all = service.Model.Operations.Select(o => o.Name).ToArray();
            var ours = service.OperationNames.ToArray();
            text.Append($"\n## {service.Declaration.Name} ({ours.Length} operations)\n\n| Operation | What it does | Not emulated |\n| --- | --- | --- |\n");
            foreach (var name in ours)
            {
                var (summary, missing) = Comment(root, service.Operation(name)!.Code.Type);
                text.Append($"| {name} | {summary} | {missing} |\n");
            }

            var lacking = all.Except(ours, StringComparer.Ordinal).Concat(Absent(root, service.Model.Name))
                .Order(StringComparer.Ordinal).ToArray();
            if (lacking.Length > 0)
            {
                var error = service.Model.Protocol == WireProtocol.Json ? "UnknownOperationException" : "InvalidAction";
                text.Append($"\nNot emulated at all, answered with `{error}` ({lacking.Length}): {string.Join(", ", lacking)}.\n");
            }
        }

        return text.ToString();
    }

    // Operations that the service has and our table of its model leaves out.
    private static IEnumerable<string> Absent(string root, string service) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(root, "src/Emulator/Aws/Data", service + ".json")))!["absent"] is JsonArray names
            ? names.Select(n => n!.ToString())
            : [];

    private static (string Summary, string Missing) Comment(string root, Type operation)
    {
        var folder = operation.Namespace!.Replace("Eso.Emulator.", "", StringComparison.Ordinal).Replace('.', '/');
        var source = File.ReadAllText(Path.Combine(root, "src/Emulator", folder, operation.Name + ".cs"));
        var comment = SummaryTag().Match(source);
        Assert.True(comment.Success, $"{operation.Name} has no summary");
        var lines = comment.Groups[1].Value.Split('\n')
            .Select(l => l.Trim().TrimStart('/').Trim()).Where(l => l.Length > 0).ToArray();
        var page = Array.FindIndex(lines, l => l.StartsWith("https://", StringComparison.Ordinal));
        var gaps = Array.FindIndex(lines, l => l.StartsWith("Not emulated:", StringComparison.Ordinal));
        Assert.True(page > 0 && gaps > page, $"{operation.Name} wants a summary, its API page and a 'Not emulated:' list");
        return (
            Plain(string.Join(' ', lines[..page])),
            Plain(string.Join(' ', lines[gaps..])["Not emulated:".Length..]));
    }

    private static string Plain(string text) => Tags().Replace(text, "$1").Replace("|", "\\|", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"/// <summary>\n(.*?)/// </summary>\n(?:\[[^\n]*\n)?internal sealed", RegexOptions.Singleline)]
    private static partial Regex SummaryTag();

    [GeneratedRegex(@"<(?:c|see cref)=?""?>?([^<""]*)""?\s*(?:/>|</c>)")]
    private static partial Regex Tags();
}
