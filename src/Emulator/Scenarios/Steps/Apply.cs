using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Kustomize;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Applies Kubernetes manifests: inline, a file, a folder of files, or a kustomize directory.")]
internal sealed record Apply : Step
{
    [About("Manifests as text, several separated by ---.")]
    [ShortForm]
    public string? Manifest { get; init; }

    [About("A file, a folder or a kustomize directory, relative to the scenario.")]
    public string? File { get; init; }

    public override string Describe() => File ?? string.Join(", ", Objects(".").Select(Manifests.Describe));

    public override string? Problem(string folder)
    {
        if ((Manifest is null) == (File is null))
        {
            return "apply needs a manifest as text, or 'file'";
        }

        var written = Manifest ?? File!;
        if (written.Contains(Variables.Unknown, StringComparison.Ordinal))
        {
            return null;
        }

        if (File is not null && !Path.Exists(Path.Combine(folder, File)))
        {
            return $"there is no file or folder {File}";
        }

        try
        {
            _ = Objects(folder);
            return null;
        }
        catch (ScenarioError e)
        {
            return e.Message;
        }
    }

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        foreach (var manifest in Objects(context.Folder))
        {
            Note(manifest, context.Values);
            await context.Ground.Kubernetes.ApplyAsync(manifest, cancel);
            if (context.Ground.Offers.Contains(Need.Clock))
            {
                // Who sees which of them first must not be a matter of luck.
                await context.Ground.SettleAsync(cancel);
            }
        }
    }

    private IReadOnlyList<JsonObject> Objects(string folder) => File is null
        ? Manifests.Parse(Manifest ?? "", "manifest")
        : Kustomization.IsOne(Path.Combine(folder, File))
            ? Kustomization.Build(Path.Combine(folder, File))
            : Manifests.Load(Path.Combine(folder, File));

    private static void Note(JsonObject manifest, KnownValues values)
    {
        if ((string?)manifest["kind"] == "Secret")
        {
            foreach (var (_, value) in manifest["stringData"] as JsonObject ?? [])
            {
                values.Add(value?.ToString() ?? "");
            }
        }
    }
}
