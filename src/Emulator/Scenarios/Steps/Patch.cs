using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Changes an object by a merge patch.")]
internal sealed record Patch : ObjectStep
{
    [About("The patch; null removes a field.")]
    public required JsonObject Merge { get; init; }

    public override string Describe() => $"{Key} {string.Join(", ", Merge.Select(p => p.Key))}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.Kubernetes.MergePatchAsync(Key, Merge.DeepClone().AsObject(), cancel);
}
