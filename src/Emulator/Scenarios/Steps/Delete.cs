using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Deletes a Kubernetes object; absent is an error.")]
internal sealed record Delete : ObjectStep
{
    public override string Describe() => Key.ToString();

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        if (!await context.Ground.Kubernetes.DeleteAsync(Key, cancel))
        {
            throw new ExpectationFailed($"there is no {Key} to delete");
        }
    }
}
