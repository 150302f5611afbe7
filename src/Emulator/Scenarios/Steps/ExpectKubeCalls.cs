using System.Globalization;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects how often the operator asked the API server for something since a mark, whatever the answer.")]
internal sealed record ExpectKubeCalls : Step
{
    [About("The mark to count from.")]
    public required string Since { get; init; }

    [About("GET, POST, PUT, PATCH or DELETE; all when left out.")]
    public string? Method { get; init; }

    [About("The resource in the plural, e.g. secrets or externalsecrets/status; all when left out.")]
    public string? Resource { get; init; }

    [About("The answer's HTTP status; any when left out.")]
    public int? Status { get; init; }

    [About("At most so many; none when nothing is said.")]
    public int? AtMost { get; init; }

    [About("At least so many.")]
    public int? AtLeast { get; init; }

    public override IEnumerable<Need> Needs => [Need.Journal];

    public override string Describe()
    {
        var bounds = (AtLeast is null ? "" : $"at least {AtLeast}×") + (AtMost is null ? AtLeast is null ? "none" : "" : $"at most {AtMost}×");
        return string.Join(' ', new[] { Method, Resource, Status?.ToString(CultureInfo.InvariantCulture), bounds, "since", Since }.Where(p => p is { Length: > 0 }));
    }

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(() =>
    {
        var calls = ExpectAwsCalls.OperatorCalls(context, Since, "kube").Where(e => e.UserAgent.StartsWith("external-secrets", StringComparison.Ordinal)
            && (Status is null || e.Status == Status) && Fits(e.Operation)).ToList();
        var most = AtMost ?? (AtLeast is null ? 0 : int.MaxValue);
        return Task.FromResult(calls.Count <= most && calls.Count >= (AtLeast ?? 0) ? null : new ExpectationFailed(
            $"{calls.Count} such calls since {Since}",
            calls.Take(20).Select(e => new ComparedRow("call", null, $"{e.Operation} {e.Status}")).ToList()));
    }, cancel);

    private bool Fits(string operation)
    {
        var blank = operation.IndexOf(' ', StringComparison.Ordinal);
        return (Method is null || operation[..blank] == Method) && (Resource is null || KubePath.Read(operation[(blank + 1)..]).Resource == Resource);
    }
}
