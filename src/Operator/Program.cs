using System.CommandLine;
using Eso.Operator;
using Eso.Operator.Hosting;
using Microsoft.Extensions.Logging;

var root = new RootCommand("Keeps Kubernetes Secrets equal to what AWS and other stores hold; reads ESO's manifests.");
var controller = new Command("controller", "Run the controllers (the default).");
foreach (var command in new Command[] { root, controller })
{
    var flags = new OperatorFlags(command);
    var level = new Option<LogLevel>("--loglevel")
    {
        DefaultValueFactory = _ => LogLevel.Information,
        CustomParser = LogLevels.Parse,
    };
    command.Options.Add(level);
    command.SetAction((parsed, cancel) => ControllerCommand.RunAsync(flags.Read(parsed), parsed.GetValue(level), cancel));
}

root.Subcommands.Add(controller);
root.Subcommands.Add(CrdsCommand.Make());
root.Subcommands.Add(WebhookCommand.Make());
return await root.Parse(args).InvokeAsync();
