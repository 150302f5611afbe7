using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Registers a rotation function that rotateSecret may then name: an HTTP endpoint, a command, or a built-in one that fails at a step.")]
internal sealed record RotationFunction : Step
{
    private static readonly string[] RotationSteps = ["createSecret", "setSecret", "testSecret", "finishSecret"];

    [About("The function's name: the last part of its ARN, arn:aws:lambda:REGION:ACCOUNT:function:NAME.")]
    public required string Name { get; init; }

    [About("An endpoint that gets each step's event as a POST and answers 2xx.")]
    public string? Url { get; init; }

    [About("A program and its arguments, started for each step with the event on its standard input. Only with --allow-commands.")]
    public IReadOnlyList<string> Command { get; init; } = [];

    [About("The step at which a random-password rotation fails: createSecret, setSecret, testSecret or finishSecret.")]
    public string? FailsAt { get; init; }

    public override IEnumerable<Need> Needs => [Need.OwnAws];

    public override string Describe() => Name;

    public override string? Problem(string folder)
    {
        var given = (Url is null ? 0 : 1) + (Command.Count == 0 ? 0 : 1) + (FailsAt is null ? 0 : 1);
        return given != 1 ? "rotationFunction needs one of url, command and failsAt"
            : Url is not null && !Uri.TryCreate(Url, UriKind.Absolute, out _) && !Url.Contains("${", StringComparison.Ordinal)
                ? $"url must be an absolute URL, found '{Url}'"
            : FailsAt is not null && !RotationSteps.Contains(FailsAt)
                ? $"failsAt must be one of {string.Join(", ", RotationSteps)}, found '{FailsAt}'"
            : null;
    }

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        if (Command.Count > 0 && !context.AllowCommands)
        {
            throw new ExpectationFailed($"the scenario would run '{Command[0]}'; commands run only with --allow-commands");
        }

        context.Ground.RegisterRotation(Name, functions => Url is not null
            ? functions.At(new Uri(Url))
            : Command.Count > 0
                ? new CommandRotationFunction(
                    Command, context.Folder, context.Ground.CommandEnvironment, context.Machine ?? context.Ground.Clock)
                : Failing(functions));
        return Task.CompletedTask;
    }

    private DelegateRotationFunction Failing(RotationFunctions functions)
    {
        var sound = functions.BuiltIn(RotationFunctions.RandomPassword);
        return new DelegateRotationFunction((call, cancel) => call.Step == FailsAt
            ? throw new RotationFailedException($"{call.Step}: fails as the scenario asks")
            : sound.InvokeAsync(call, cancel));
    }
}
