using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Runs the steps of another file: a mapping with 'parameters' (name: default, or null when it must be given) and 'steps'.")]
internal sealed record Include : BlockStep
{
    [About("The file, relative to this one; files in a folder named parts are never run by themselves.")]
    [ShortForm]
    public required string File { get; init; }

    [About("Values of the file's parameters.")]
    public IReadOnlyDictionary<string, string>? With { get; init; }

    public override string Describe() => Path.GetFileNameWithoutExtension(File);

    public override IEnumerable<IReadOnlyDictionary<string, string>> Rounds() => [With ?? new Dictionary<string, string>()];
}
