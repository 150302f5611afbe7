using System.Collections.Concurrent;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What listens in a Pod of the built-in shell: its containers share one network, as everywhere.</summary>
internal sealed class PodPorts
{
    private readonly ConcurrentDictionary<int, Func<IByteChannel, CancellationToken, Task>> listeners = new();

    /// <summary>Takes a port until disposed; null when it is taken.</summary>
    public IDisposable? Listen(int port, Func<IByteChannel, CancellationToken, Task> serve) =>
        listeners.TryAdd(port, serve) ? new Listening(() => listeners.TryRemove(port, out _)) : null;

    /// <summary>Who serves a port; null: the connection is refused.</summary>
    public Func<IByteChannel, CancellationToken, Task>? Find(int port) => listeners.GetValueOrDefault(port);

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
