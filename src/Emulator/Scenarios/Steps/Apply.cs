using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Applies Kubernetes manifests: inline, or files.")]
internal sealed record Apply : Step
{
    [About("Manifests as text, several separated by ---.")]
    [ShortForm]
    public string? Manifest { get; init; }

    [About("A file or folder, relative to the scenario.")]
    public string? File { get; init; }

    public override string Describe() => File ?? string.Join(", ", Objects(".").Select(Manifests.Describe));

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        foreach (var manifest in Objects(context.Folder))
        {
            await context.Ground.Kubernetes.ApplyAsync(manifest, cancel);
        }
    }

    private IEnumerable<JsonObject> Objects(string folder) => File is not null
        ? Manifests.Load(Path.Combine(folder, File))
        : Manifests.Parse(Manifest ?? "", "manifest");
}
