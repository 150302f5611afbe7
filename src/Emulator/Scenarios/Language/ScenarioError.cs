namespace Eso.Emulator.Scenarios.Language;

/// <summary>Where something stands in a file; lines and columns count from 1.</summary>
internal readonly record struct Location(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>A file that cannot be used as written: place, what is wrong, what was expected. Nothing was run or applied.</summary>
internal sealed class ScenarioError(Location at, string message) : Exception($"{at}: {message}")
{
    public Location At { get; } = at;

    public string Problem { get; } = message;
}
