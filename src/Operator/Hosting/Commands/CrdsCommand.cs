using System.CommandLine;
using Eso.Operator.Api;

namespace Eso.Operator.Hosting.Commands;

/// <summary><c>eso-operator crds [--output DIR]</c>: writes the CRD manifests, to a folder or to standard output.</summary>
internal static class CrdsCommand
{
    public static Command Make()
    {
        var output = new Option<string>("--output") { Description = "folder to write one file per kind to" };
        var command = new Command("crds", "Write the CustomResourceDefinitions.") { output };
        command.SetAction(parsed => Write(parsed.GetValue(output)));
        return command;
    }

    private static int Write(string? folder)
    {
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }

        foreach (var crd in OperatorCrds.All())
        {
            var text = YamlText.Write(crd);
            if (folder is null)
            {
                Console.Out.Write("---\n" + text);
            }
            else
            {
                File.WriteAllText(Path.Combine(folder, crd["metadata"]!["name"]! + ".yaml"), text);
            }
        }

        return 0;
    }
}
