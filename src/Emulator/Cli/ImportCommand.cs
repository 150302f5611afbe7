using System.CommandLine;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Cli;

/// <summary><c>eso import</c>: replaces a running world by what <c>eso export --show-values</c> wrote.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("file") { Description = "The export; - for standard input" };
    private static readonly Option<string> Endpoint = WorldEndpoint.Option();

    public static Command Make()
    {
        var command = new Command("import", "Replace a running world by an export with values") { Source, Endpoint };
        command.SetAction(async (parsed, cancel) =>
        {
            var file = parsed.GetValue(Source)!;
            var name = file == "-" ? "standard input" : file;
            var documents = YamlText.Read(Read(file), name);
            var world = documents is [var only] ? YamlText.ToJson(only, name) as JsonObject : null;
            if (world is null)
            {
                throw new UsageError($"{name} is no export of a world: it must be one YAML mapping");
            }

            await WorldEndpoint.AskAsync(parsed.GetValue(Endpoint)!, HttpMethod.Post, "/_eso/import", world, cancel);
            return 0;
        });
        return command;
    }

    private static string Read(string file)
    {
        try
        {
            return file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"{file} cannot be read: {e.Message}");
        }
    }
}
