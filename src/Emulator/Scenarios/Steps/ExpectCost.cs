using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects what AWS would charge: for a month at the rate so far, or so far.")]
internal sealed partial record ExpectCost : Step
{
    [About("'at most $0.40 a month', 'at least $0.10 a month' or 'at most $0.01 so far'.")]
    [ShortForm]
    public required string Is { get; init; }

    [About("Only this part: calls or holdings.")]
    public string? Of { get; init; }

    public override IEnumerable<Need> Needs => [Need.Usage];

    public override string Describe() => $"{(Of is null ? "" : $"of {Of} ")}{Is}";

    public override string? Problem(string folder) => !Is.Contains(Variables.Unknown, StringComparison.Ordinal) && !Form().IsMatch(Is)
        ? $"expectCost must read like 'at most $0.40 a month' or 'at most $0.01 so far', found '{Is}'"
        : Of is null or "calls" or "holdings" ? null : $"expectCost.of must be calls or holdings, found '{Of}'";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var form = Form().Match(Is);
        if (!form.Success)
        {
            return new ExpectationFailed(Problem(".") ?? "");
        }

        var usage = await context.Ground.UsageAsync(cancel);
        var monthly = form.Groups["per"].Value == "a month";
        var found = (decimal?)(monthly ? usage["projection"] : usage["usd"])?[monthly ? $"{Of ?? "total"}Usd" : Of ?? "total"] ?? 0;
        var limit = decimal.Parse(form.Groups["usd"].Value, CultureInfo.InvariantCulture);
        var fine = form.Groups["bound"].Value == "at most" ? found <= limit : found >= limit;
        return fine ? null : new ExpectationFailed(
            $"AWS would charge ${found.ToString(CultureInfo.InvariantCulture)} {form.Groups["per"].Value}",
            (usage["operations"] as JsonArray ?? []).OfType<JsonObject>().OrderByDescending(o => (long?)o["calls"]).Take(20)
                .Select(o => new ComparedRow((string?)o["operation"] ?? "", null, $"{o["calls"]} calls, ${o["usd"]}")).ToList());
    }, cancel);

    [GeneratedRegex(@"^(?<bound>at most|at least) \$(?<usd>[0-9]{1,9}(\.[0-9]{1,9})?) (?<per>a month|so far)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
