using System.Buffers;
using System.IO.Pipelines;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>
/// A long body, sent in pieces. Over HTTP/2 another thread sends what was flushed, and a writer may not be written to
/// meanwhile: the next piece is put together aside, instead of after it.
/// </summary>
internal sealed class LongBody(PipeWriter body, CancellationToken aborted) : IBufferWriter<byte>, IDisposable
{
    /// <summary>What goes first is copied once more by the door, and the client has something to begin with.</summary>
    private const int FirstBytes = 16 * 1024;

    /// <summary>With each piece, one thread waits for another.</summary>
    private const int PieceBytes = 256 * 1024;

    private Task<FlushResult>? sending;
    private int waiting = PieceBytes - FirstBytes;
    private byte[] aside = [];
    private int count;

    public void Advance(int bytes)
    {
        waiting += bytes;
        if (sending is not null)
        {
            count += bytes;
        }
        else
        {
            body.Advance(bytes);
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => sending is not null ? Room(sizeHint) : body.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => sending is not null ? Room(sizeHint).Span : body.GetSpan(sizeHint);

    /// <summary>Sends what was written when it has become a piece.</summary>
    public ValueTask PassAsync() => waiting < PieceBytes ? ValueTask.CompletedTask : SendAsync();

    /// <summary>Sends the rest.</summary>
    public async ValueTask EndAsync()
    {
        await SendAsync().ConfigureAwait(false);
        await SentAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (aside.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(aside);
        }

        aside = [];
    }

    private async ValueTask SendAsync()
    {
        await SentAsync().ConfigureAwait(false);
        BodyBytes.Put(body, aside.AsSpan(0, count));
        (waiting, count) = (0, 0);
        sending = body.FlushAsync(aborted).AsTask();
        if (sending.IsCompleted)
        {
            await SentAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask SentAsync()
    {
        if (sending is null)
        {
            return;
        }

        var result = await sending.ConfigureAwait(false);
        sending = null;
        if (result.IsCompleted)
        {
            // Nobody reads any more.
            throw new OperationCanceledException(aborted);
        }
    }

    private Memory<byte> Room(int sizeHint)
    {
        var wanted = count + Math.Max(1, sizeHint);
        if (aside.Length < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, PieceBytes + (PieceBytes / 4)));
            aside.AsSpan(0, count).CopyTo(larger);
            Dispose();
            aside = larger;
        }

        return aside.AsMemory(count);
    }
}
