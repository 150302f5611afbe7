using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects lines in a Pod's log; the lines are told in failures only with --show-values.")]
internal sealed record ExpectLogs : Step
{
    [About("The Pod's name.")]
    public required string Pod { get; init; }

    [About("The namespace; default when left out.")]
    public string Namespace { get; init; } = "default";

    [About("Whole lines that must be there.")]
    public required IReadOnlyList<string> Lines { get; init; }

    public override IEnumerable<Need> Needs => [Need.Pods];

    public override string Describe() => $"{Lines.Count} lines of pod {Namespace}/{Pod}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var log = (await context.Ground.Kubernetes.LogsAsync(Namespace, Pod, null, cancel)).Split('\n');
        var missing = Lines.Where(l => !log.Contains(l)).ToList();
        return missing.Count == 0 ? null : new ExpectationFailed(
            $"{missing.Count} of {Lines.Count} lines are not in the log of pod {Namespace}/{Pod} ({log.Length - 1} lines)",
            missing.Select(l => new ComparedRow("line", context.ShowValues ? l : Masking.Show(System.Text.Encoding.UTF8.GetBytes(l), false), null)).ToList());
    }, cancel);
}
