using System.CommandLine;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Cli;

/// <summary><c>eso export</c>: a running world as one YAML file.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Endpoint = WorldEndpoint.Option();

    private static readonly Option<bool> ShowValues = new("--show-values")
    {
        Description = "With secret values: readable for whoever reads the file, and only then fit for eso import",
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "File to write (mode 0600), instead of standard output",
    };

    public static Command Make()
    {
        var command = new Command("export", "Write a running world, AWS and Kubernetes, as one YAML file")
        {
            Endpoint, ShowValues, Output,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var values = parsed.GetValue(ShowValues);
            var path = values ? "/_eso/export?values=true" : "/_eso/export";
            var world = await WorldEndpoint.AskAsync(parsed.GetValue(Endpoint)!, HttpMethod.Get, path, null, cancel);
            var yaml = (values
                ? "# A whole world with its secret values: keep it as carefully as them.\n"
                : "# A whole world; secret values are masked (eso export --show-values shows them).\n")
                + YamlWriting.Write(world);
            if (parsed.GetValue(Output) is { } file)
            {
                Write(file, yaml);
            }
            else
            {
                await Console.Out.WriteAsync(yaml);
            }

            return 0;
        });
        return command;
    }

    private static void Write(string file, string yaml)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(file, options);
            writer.Write(yaml);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"{file} cannot be written: {e.Message}");
        }
    }
}
