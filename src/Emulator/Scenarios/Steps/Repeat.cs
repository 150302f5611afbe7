using System.Globalization;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Runs steps a number of times.")]
internal sealed record Repeat : LoopStep
{
    private const int TimesMax = 10_000;

    [About("How often, 1 to 10000.")]
    public required int Times { get; init; }

    [About("A variable that counts the rounds from 1.")]
    public string As { get; init; } = "round";

    public override string Describe() => $"{Times}×";

    public override string? Problem(string folder) => Times is 0 or (>= 1 and <= TimesMax)
        ? null
        : $"repeat.times must be from 1 to {TimesMax}, found {Times}: a loop must have an end";

    public override IEnumerable<IReadOnlyDictionary<string, string>> Rounds() => Times is >= 1 and <= TimesMax
        ? Enumerable.Range(1, Times).Select(i => new Dictionary<string, string>
        {
            [As] = i.ToString(CultureInfo.InvariantCulture),
        })
        : throw new ExpectationFailed(Problem(".") ?? "repeat.times must be at least 1");
}
