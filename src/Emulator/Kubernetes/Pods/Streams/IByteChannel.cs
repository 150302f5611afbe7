namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>Bytes to and from one peer, whatever they travel in.</summary>
internal interface IByteChannel
{
    /// <summary>What came next, never empty; null at the end.</summary>
    ValueTask<byte[]?> ReadAsync(CancellationToken cancellation);

    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Nothing more will be written; reading goes on.</summary>
    ValueTask CloseAsync(CancellationToken cancellation);
}
