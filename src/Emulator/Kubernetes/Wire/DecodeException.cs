namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>A body that cannot be read as the wanted type. The message is Go's, to be put into the API's error.</summary>
internal sealed class DecodeException(string message) : Exception(message)
{
    /// <summary>
    /// True when not even apiVersion and kind could be read; the API then answers "the object provided is unrecognized"
    /// instead of "cannot be handled as".
    /// </summary>
    public bool Unrecognized { get; init; }
}
