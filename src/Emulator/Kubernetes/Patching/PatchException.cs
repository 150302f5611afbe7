namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>A patch that cannot be read or applied: the HTTP status, and the text of the real library.</summary>
internal sealed class PatchException(int status, string message) : Exception(message)
{
    /// <summary>400 for what is no patch, 413 for too many operations, 422 for what does not apply, 500 as the real server does.</summary>
    public int Status { get; } = status;

    /// <summary>The message of the Status object: the API hides the library's text behind a fixed one for 422.</summary>
    public string PublicMessage => Status == 422 ? "the server rejected our request due to an error in our request" : Message;
}
