namespace Eso.Emulator.State;

/// <summary>A state file is damaged before its end. Nothing was changed: the file is as it was found.</summary>
internal sealed class StateCorruptException(string file, long offset, long? next) : StateUnusableException(
    $"the state file {file} is damaged at byte {offset}"
    + (next is null ? "" : $"; sound records go on at byte {next}")
    + ". Nothing was thrown away: restore the file from a copy, or move it aside to begin empty")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}
