using System.CommandLine;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Cli;

/// <summary>The options that choose a ground, shared by the commands that run scenarios.</summary>
internal static class GroundOptions
{
    public static readonly Option<string> Ground = new("--ground")
    {
        Description = $"Where to run: {string.Join(", ", GroundRegistry.All.Keys)} (also ESO_GROUND)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ESO_GROUND") is { Length: > 0 } ground ? ground : "embedded",
    };

    public static readonly Option<bool> Yes = new("--yes") { Description = "Answer every question with yes, e.g. whether to touch a real AWS account" };

    public static readonly Option<bool> InCluster = new("--in-cluster")
    {
        Description = "The operator as the image ESO_OPERATOR_IMAGE in the cluster, not in this process",
    };

    public static IGroundKind Kind(string name) => GroundRegistry.Find(name) ?? throw new UsageError(
        $"there is no ground '{name}'{Nearest.Hint(name, GroundRegistry.All.Keys)}");

    public static GroundSettings Settings(ParseResult parsed) => new()
    {
        Environment = GroundRegistry.ProcessEnvironment(),
        Yes = parsed.GetValue(Yes),
        InCluster = parsed.GetValue(InCluster),
        Tell = Console.Error.WriteLine,
        Ask = static question =>
        {
            if (Console.IsInputRedirected)
            {
                return false;
            }

            Console.Error.Write($"{question} [y/N] ");
            return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
        },
    };
}
