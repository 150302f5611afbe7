namespace Eso.Emulator.Cli;

/// <summary>The command cannot be done as asked: one message for people, exit code 2.</summary>
internal sealed class UsageError(string message) : Exception(message);
