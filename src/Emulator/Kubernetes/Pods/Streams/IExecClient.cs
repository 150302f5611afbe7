namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>Who asked for a command in a container, at the other end of whatever protocol.</summary>
internal interface IExecClient
{
    /// <summary>The next piece of the command's input; null at its end.</summary>
    ValueTask<byte[]?> ReadInputAsync(CancellationToken cancellation);

    /// <summary>Sends output: 1 is what the command printed, 2 its complaints, 3 how it ended (a Status as JSON).</summary>
    ValueTask SendAsync(int channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Everything is said.</summary>
    ValueTask CloseAsync(CancellationToken cancellation);
}
