using System.Threading.Channels;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What those who attach to a container type into it, and see of it.</summary>
internal sealed class ContainerConsole
{
    private const int PiecesMax = 256;

    private readonly Channel<byte[]> input = Channel.CreateBounded<byte[]>(PiecesMax);

    /// <summary>Called with each piece of output as it is written, whole line or not.</summary>
    public event Action<string>? Written;

    public void Show(string text) => Written?.Invoke(text);

    public ValueTask TypeAsync(byte[] piece, CancellationToken cancellation) => input.Writer.WriteAsync(piece, cancellation);

    /// <summary>The next piece of input; null when there will be none.</summary>
    public ValueTask<byte[]?> ReadAsync(CancellationToken cancellation) => input.Reader.NextAsync(cancellation);

    public void EndInput() => input.Writer.TryComplete();
}
