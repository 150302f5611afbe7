using System.CommandLine;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Cli;

/// <summary><c>eso lint</c>: reads scenarios without running them.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Paths = new("scenario")
    {
        Description = "Scenario files or folders",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Make()
    {
        var command = new Command("lint", "Check scenarios without running them") { Paths };
        command.SetAction(parsed =>
        {
            var wrong = 0;
            foreach (var path in parsed.GetValue(Paths)!)
            {
                try
                {
                    Console.Out.WriteLine($"{path}: {ScenarioLoader.LoadAll([path]).Count} scenarios, fine");
                }
                catch (ScenarioError e)
                {
                    wrong++;
                    Console.Error.WriteLine(e.Message);
                }
            }

            return wrong == 0 ? 0 : 2;
        });
        return command;
    }
}
