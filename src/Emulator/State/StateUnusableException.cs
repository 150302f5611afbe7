namespace Eso.Emulator.State;

/// <summary>A state directory that cannot be used; the text is for people.</summary>
internal class StateUnusableException(string message, Exception? inner = null) : Exception(message, inner);
