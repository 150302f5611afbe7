using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects what was written to Kubernetes since a mark, by the operator and the cluster's own controllers; events and leases are not counted.")]
internal sealed record ExpectWrites : Step
{
    [About("The mark to count from.")]
    public required string Since { get; init; }

    [About("The only objects that may have been written, as resource/namespace/name; empty: none at all.")]
    public IReadOnlyList<string> Only { get; init; } = [];

    [About("At most so many writes.")]
    public int? AtMost { get; init; }

    [About("At least so many writes.")]
    public int? AtLeast { get; init; }

    public override IEnumerable<Need> Needs => [Need.Journal];

    public override string Describe() =>
        $"{(Counted ? $"{(AtLeast is null ? "" : $"at least {AtLeast} ")}{(AtMost is null ? "" : $"at most {AtMost}")}".Trim() : Only.Count == 0 ? "none" : $"only {string.Join(", ", Only)}")} since {Since}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(() =>
    {
        var all = ExpectAwsCalls.OperatorCalls(context, Since, "kube")
            .Where(e => e.Status is >= 200 and < 300 && Written(e.Operation) is not null).ToList();
        var others = Counted ? [] : all.Where(e => !Only.Contains(Written(e.Operation))).ToList();
        var fine = others.Count == 0 && (AtMost is null || all.Count <= AtMost) && (AtLeast is null || all.Count >= AtLeast);
        return Task.FromResult(fine ? null : new ExpectationFailed(
            others.Count > 0 ? $"{others.Count} other writes to Kubernetes since {Since}" : $"{all.Count} writes to Kubernetes since {Since}",
            (others.Count > 0 ? others : all).Take(20).Select(e => new ComparedRow("write", null, e.Operation)).ToList()));
    }, cancel);

    // A count alone says nothing of which objects.
    private bool Counted => Only.Count == 0 && (AtMost ?? AtLeast) is not null;

    /// <summary><c>secrets/app/db</c> for <c>PATCH /api/v1/namespaces/app/secrets/db</c>; null for reads, events, leases and reviews.</summary>
    internal static string? Written(string operation)
    {
        var blank = operation.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0)
        {
            return null;
        }

        var path = KubePath.Read(operation[(blank + 1)..]);
        return path.IsWrite(operation[..blank]) ? path.Target : null;
    }
}
