using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Emulator.Scenarios.Checks;

[About("While nobody changes anything, nothing is written but what an object's own refresh brings.")]
internal sealed class NoWriteWhenQuiet : WorldCheck
{
    /// <summary>What may still be on its way when the window opens: a retry that succeeds at last, and its status.</summary>
    private const int LateMax = 2;

    public override IEnumerable<Need> Needs => [Need.Clock, Need.Journal];

    public override int Order => 30;

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        var window = await context.WindowAsync(cancel);
        var refreshes = window.Objects.Count == 0 ? 0 : window.Objects.Max(QuietWindow.RefreshesOf);
        var fresh = window.Objects.Any(MakesNewValues);
        return window.Writes.Where(w => !w.UserAgent.StartsWith("kube", StringComparison.Ordinal))
            .GroupBy(w => ExpectWrites.Written(w.Operation)!, StringComparer.Ordinal)
            .Where(g => g.Count() > LateMax + (g.Key.StartsWith("secrets/", StringComparison.Ordinal) && !fresh ? 0 : refreshes))
            .Select(g => $"{g.Key} was written {g.Count()} times in {GoDurationText.Print(QuietWindow.Length)} of quiet")
            .ToList();
    }

    /// <summary>Generators give a new value at each refresh, and templates may.</summary>
    private static bool MakesNewValues(JsonObject obj) =>
        obj["spec"]?.ToJsonString() is { } spec && (spec.Contains("generatorRef", StringComparison.Ordinal) || spec.Contains("\"template\"", StringComparison.Ordinal));
}
