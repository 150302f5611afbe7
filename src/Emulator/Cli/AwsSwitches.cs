using System.CommandLine;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Usage;

namespace Eso.Emulator.Cli;

/// <summary>What <c>eso aws</c> and <c>eso up</c> both let people choose about AWS and about the ids it makes.</summary>
internal static class AwsSwitches
{
    private static readonly Option<string> Iam = Choice(
        "--iam", "off", "off, warn (journal what would be denied) or enforce", "off", "warn", "enforce");

    private static readonly Option<string> Signatures = Choice(
        "--signatures", "any", "any key works, known keys only, or strict", "any", "known", "strict");

    private static readonly Option<string> Quotas = Choice(
        "--quotas", "off", "aws: AWS's published request rates; off", "off", "aws");

    private static readonly Option<string?> State = new("--state")
    {
        Description = "Folder in which state survives a restart, however the process ends",
    };

    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Seed of all ids and chance (1; with --state another at each start, or ids would repeat)",
    };

    /// <summary>Adds the switches to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Iam, Signatures, Quotas, State, Seed])
        {
            command.Options.Add(option);
        }
    }

    public static IamMode IamOf(ParseResult parsed) => Enum.Parse<IamMode>(parsed.GetValue(Iam)!, ignoreCase: true);

    public static SignatureMode SignaturesOf(ParseResult parsed) =>
        Enum.Parse<SignatureMode>(parsed.GetValue(Signatures)!, ignoreCase: true);

    public static QuotaMode QuotasOf(ParseResult parsed) =>
        Enum.Parse<QuotaMode>(parsed.GetValue(Quotas)!, ignoreCase: true);

    /// <summary>The state's folder; null keeps everything in memory.</summary>
    public static string? StateOf(ParseResult parsed) =>
        parsed.GetValue(State) is { } folder ? Path.GetFullPath(folder) : null;

    /// <summary>The seed. A kept state meets ids of earlier runs: those of this one must be others.</summary>
    public static int SeedOf(ParseResult parsed, TimeProvider machine) => parsed.GetValue(Seed)
        ?? (parsed.GetValue(State) is null ? 1 : machine.GetUtcNow().Ticks.GetHashCode());

    private static Option<string> Choice(string name, string otherwise, string about, params string[] values)
    {
        var option = new Option<string>(name) { Description = about, DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
