using Spectre.Console;

namespace Eso.Emulator.Reports;

/// <summary>The console people look at: colours and the width of the window in a terminal, plain unwrapped lines elsewhere.</summary>
internal static class Plain
{
    /// <summary>Wide enough that nothing is wrapped where lines are read by programs.</summary>
    private const int PlainWidth = 400;

    public static IAnsiConsole Console()
    {
        if (!System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is null or "")
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(System.Console.Out),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }
}
