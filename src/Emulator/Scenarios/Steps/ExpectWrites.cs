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

    public override IEnumerable<Need> Needs => [Need.Journal];

    public override string Describe() => $"{(Only.Count == 0 ? "none" : $"only {string.Join(", ", Only)}")} since {Since}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(() =>
    {
        var writes = ExpectAwsCalls.OperatorCalls(context, Since, "kube")
            .Where(e => e.Status is >= 200 and < 300 && Written(e.Operation) is { } what && !Only.Contains(what))
            .ToList();
        return Task.FromResult(writes.Count == 0 ? null : new ExpectationFailed(
            $"{writes.Count} other writes to Kubernetes since {Since}",
            writes.Take(20).Select(e => new ComparedRow("write", null, e.Operation)).ToList()));
    }, cancel);

    /// <summary><c>secrets/app/db</c> for <c>PATCH /api/v1/namespaces/app/secrets/db</c>; null for reads, events, leases and reviews.</summary>
    internal static string? Written(string operation)
    {
        var blank = operation.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || operation[..blank] is "GET" or "HEAD" or "WATCH" or "LIST")
        {
            return null;
        }

        var path = operation[(blank + 1)..].Split('?')[0].Trim('/').Split('/');
        var rest = path[0] == "api" ? path[2..] : path.Length > 3 ? path[3..] : [];
        var (ns, resource) = rest is ["namespaces", var n, _, ..] ? (n, rest[2..]) : ("", rest);
        if (resource.Length == 0 || resource[0] is "events" or "leases" || resource[^1] is "token"
            || resource[0].EndsWith("reviews", StringComparison.Ordinal))
        {
            return null;
        }

        return string.Join('/', ((string[])[resource[0], ns, resource.Length > 1 ? resource[1] : "*"]).Where(p => p.Length > 0));
    }
}
