namespace Eso.Emulator.Doors;

/// <summary>A way into a pipeline through sockets, open until it is disposed.</summary>
internal interface IDoor : IAsyncDisposable
{
    /// <summary>e.g. <c>https://127.0.0.1:6443</c>, without a trailing slash.</summary>
    string Url { get; }
}
