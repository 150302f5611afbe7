using System.Threading.Channels;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>What a connection's reader has handed to one of its streams.</summary>
internal static class ReceivedPieces
{
    /// <summary>The next piece; null when no more will come.</summary>
    public static async ValueTask<byte[]?> NextAsync(this ChannelReader<byte[]> received, CancellationToken cancellation)
    {
        while (await received.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            if (received.TryRead(out var bytes))
            {
                return bytes;
            }
        }

        return null;
    }
}
