namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>A selector that is not one; the message is apimachinery's. The API answers 400 with it.</summary>
internal sealed class SelectorException(string message) : Exception(message);
