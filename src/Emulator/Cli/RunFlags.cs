using System.CommandLine;
using Eso.Emulator.Grounds;
using Eso.Emulator.Reports;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Cli;

/// <summary>Flags of <c>eso run</c> about how often, in which order and how many at a time.</summary>
internal static class RunFlags
{
    private const int RepeatMax = 100_000;
    private const int JobsMax = 1_000;
    private const int QuietMax = 3_600;

    private static readonly Option<int> Repeat = new("--repeat")
    {
        Description = "Run each scenario so often; reports that differ between the rounds are a failure",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Shuffle = new("--shuffle") { Description = "Run in an order drawn from the seed" };
    private static readonly Option<int?> Jobs = new("--jobs") { Description = "Worlds at a time; one more than there are cores when left out" };
    private static readonly Option<string[]> Tags = new("--tag") { Description = "Only scenarios with one of these tags" };
    private static readonly Option<bool> AllowCommands = new("--allow-commands") { Description = "Let scenarios run commands on this machine" };
    private static readonly Option<string?> Transcript = new("--transcript")
    {
        Description = "Write what happened, without real-time figures, to this file: the same for every run of one seed",
    };

    private static readonly Option<int> QuietWithin = new("--quiet-within")
    {
        Description = "Real seconds that a world may take to come to rest before the run gives up and tells what is busy",
        DefaultValueFactory = _ => 30,
    };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Repeat, Shuffle, Jobs, Tags, AllowCommands, Transcript, QuietWithin])
        {
            command.Add(option);
        }
    }

    public static RunSettings Settings(ParseResult parsed, int seed, int worldsMax) => new()
    {
        Repeat = InRange(parsed.GetValue(Repeat), RepeatMax, "--repeat"),
        Shuffle = parsed.GetValue(Shuffle),
        // One more than cores: a world that waits for the proof that it stands still needs none.
        Jobs = Math.Min(InRange(parsed.GetValue(Jobs) ?? Math.Min(Environment.ProcessorCount + 1, worldsMax), JobsMax, "--jobs"), worldsMax),
        Seed = seed,
    };

    /// <summary>The world as the flags want it.</summary>
    public static Func<WorldOptions, WorldOptions> Shape(ParseResult parsed)
    {
        var within = TimeSpan.FromSeconds(InRange(parsed.GetValue(QuietWithin), QuietMax, "--quiet-within"));
        return options => options with { QuietWithin = within };
    }

    public static bool CommandsAllowed(ParseResult parsed) => parsed.GetValue(AllowCommands);

    /// <summary>Whether a scenario has one of the wanted tags, if any are wanted.</summary>
    public static bool Wants(ParseResult parsed, Scenario scenario) =>
        parsed.GetValue(Tags) is not { Length: > 0 } tags || tags.Any(t => scenario.Tags.Contains(t, StringComparer.OrdinalIgnoreCase));

    public static TranscriptReport? TranscriptOf(ParseResult parsed) =>
        parsed.GetValue(Transcript) is { } path ? new TranscriptReport(ReportFile.Ready("--transcript", path)) : null;

    private static int InRange(int value, int max, string flag) => value >= 1 && value <= max
        ? value
        : throw new UsageError($"{flag} must be from 1 to {max}, found {value}");
}
