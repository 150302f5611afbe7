using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Expects a metric of the operator: the sum of its series that have the given labels; a value of 1 or more unless told otherwise.")]
internal sealed record ExpectMetric : Step
{
    [About("The metric's name, e.g. externalsecret_sync_calls_total.")]
    public required string Name { get; init; }

    [About("Labels that a series must have.")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [About("Exactly this value.")]
    public decimal? Value { get; init; }

    [About("At least this value.")]
    public decimal? AtLeast { get; init; }

    [About("At most this value.")]
    public decimal? AtMost { get; init; }

    [About("True: there must be no such series.")]
    public bool Absent { get; init; }

    [About("A variable to keep the value in.")]
    public string? SaveValue { get; init; }

    public override IEnumerable<Need> Needs => [Need.Metrics];

    public override string Describe()
    {
        var bounds = new[] { (Value, ""), (AtLeast, "at least "), (AtMost, "at most ") }.Where(b => b.Item1 is not null)
            .Select(b => b.Item2 + b.Item1!.Value.ToString(CultureInfo.InvariantCulture)).ToList();
        return $"{new MetricSample(Name, Labels ?? new Dictionary<string, string>(), 0)} is {(Absent ? "absent" : bounds.Count > 0 ? string.Join(", ", bounds) : "there")}";
    }

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var all = MetricsPage.Read(await context.Ground.MetricsAsync(cancel));
        var family = all.Where(s => s.Name == Name).ToList();
        var found = family.Where(s => (Labels ?? new Dictionary<string, string>()).All(l => s.Labels.GetValueOrDefault(l.Key) == l.Value)).ToList();
        var sum = (decimal)found.Sum(s => s.Value);
        var least = AtLeast ?? (Value is null && AtMost is null ? 1 : decimal.MinValue);
        var fine = Absent ? found.Count == 0
            : (found.Count > 0 || Value == 0 || AtMost is not null) && (Value is null || sum == Value) && (AtMost is null || sum <= AtMost) && sum >= least;
        if (fine)
        {
            context.Save(SaveValue, sum.ToString(CultureInfo.InvariantCulture));
            return null;
        }

        var hint = family.Count == 0 ? Nearest.Hint(Name, all.Select(s => s.Name).Distinct()) : "";
        return new ExpectationFailed(
            found.Count == 0 ? $"there is no series {this.Describe()}{hint}" : $"{Name} is {sum.ToString(CultureInfo.InvariantCulture)}",
            family.Take(20).Select(s => new ComparedRow(s.ToString(), null, s.Value.ToString(CultureInfo.InvariantCulture))).ToList());
    }, cancel);
}
