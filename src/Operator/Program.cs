using System.CommandLine;
using Eso.Operator.Hosting.Commands;

var root = new RootCommand("Keeps Kubernetes Secrets equal to what AWS and other stores hold; reads ESO's manifests.");
var controller = new Command("controller", "Run the controllers (the default).");
ControllerCommand.Fill(root);
ControllerCommand.Fill(controller);
root.Subcommands.Add(controller);
root.Subcommands.Add(WebhookCommand.Make());
root.Subcommands.Add(CertControllerCommand.Make());
root.Subcommands.Add(AllCommand.Make());
root.Subcommands.Add(CrdsCommand.Make());

var parsed = root.Parse(args);
if (GoComplaint.About(parsed) is { } complaint)
{
    await Console.Error.WriteLineAsync($"Error: {complaint}");
    return 1;
}

// A pod is given half a minute to end; reconciles under way need far less.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
