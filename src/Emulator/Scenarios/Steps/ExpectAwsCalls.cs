using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects how often the operator called AWS since a mark.")]
internal sealed record ExpectAwsCalls : Step
{
    [About("The mark to count from.")]
    public required string Since { get; init; }

    [About("Operation, e.g. secretsmanager.GetSecretValue; all when left out.")]
    public string? Operation { get; init; }

    [About("Exactly so many.")]
    public int? Count { get; init; }

    [About("At most so many.")]
    public int? AtMost { get; init; }

    [About("At least so many.")]
    public int? AtLeast { get; init; }

    public override IEnumerable<Need> Needs => [Need.Journal];

    public override string Describe() =>
        $"{Operation ?? "any"} {(Count is { } c ? $"{c}×" : "")}{(AtMost is { } m ? $"at most {m}×" : "")}{(AtLeast is { } l ? $"at least {l}×" : "")} since {Since}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(() =>
    {
        var calls = OperatorCalls(context, Since, "aws").Where(e => Operation is null || e.Operation == Operation).ToList();
        var fine = (Count is null || calls.Count == Count) && (AtMost is null || calls.Count <= AtMost)
            && (AtLeast is null || calls.Count >= AtLeast);
        return Task.FromResult(fine ? null : new ExpectationFailed(
            $"{calls.Count} calls of {Operation ?? "AWS"} since {Since}",
            calls.Take(20).Select(e => new ComparedRow("call", null, $"{e.Operation} {e.Resource} {e.Status}")).ToList()));
    }, cancel);

    /// <summary>What the operator (not the scenario itself) sent since a mark.</summary>
    internal static IEnumerable<Journal.JournalEntry> OperatorCalls(StepContext context, string since, string target) =>
        context.Marks.TryGetValue(since, out var after)
            ? context.Ground.Journal!.Read(target, after).Where(e => !e.UserAgent.StartsWith("eso-scenario", StringComparison.Ordinal))
            : throw new ExpectationFailed($"there is no mark '{since}'{Nearest.Hint(since, context.Marks.Keys)}");
}
