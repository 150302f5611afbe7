using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Eso.Emulator.Doors;

/// <summary>
/// Between HTTP and TLS: full records. Kestrel encrypts each block of 4 KiB, and each frame of HTTP/2, into a record and
/// a packet of its own; with many watches on a connection that is most of what an event costs.
/// </summary>
internal static class TlsRecords
{
    /// <summary>What two records hold: TLS makes both at once, and they leave with one call of the kernel.</summary>
    public const int RecordsBytes = 32 * 1024;

    /// <summary>To be added after TLS.</summary>
    public static void UseFullRecords(this ListenOptions listen) => listen.Use(static next => connection =>
        connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) ?? false
            ? TogetherAsync(next, connection)
            : FullAsync(next, connection));

    private static async Task FullAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var tls = connection.Transport;
        using var records = new RecordWriter(tls.Output);
        connection.Transport = new Transport(tls.Input, records);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = tls;
        }
    }

    private static async Task TogetherAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var tls = connection.Transport;
        var line = new FrameLine(connection.Features.GetRequiredFeature<ISslStreamFeature>().SslStream);
        connection.Transport = new Transport(tls.Input, line);
        connection.Features.Set(line);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await line.EndAsync().ConfigureAwait(false);
            connection.Transport = tls;
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Collects up to two records' worth in one block; more leaves in as few pieces.</summary>
    private sealed class RecordWriter(PipeWriter to) : PipeWriter, IDisposable
    {
        private List<(byte[] Block, int Count)> full = [];
        private List<(byte[] Block, int Count)>? spare;
        private byte[]? block;
        private int count;
        private long unflushed;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => unflushed;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            Room(sizeHint);
            return block.AsMemory(count);
        }

        public override Span<byte> GetSpan(int sizeHint = 0)
        {
            Room(sizeHint);
            return block.AsSpan(count);
        }

        public override void Advance(int bytes)
        {
            if (block is null || bytes < 0 || bytes > block.Length - count)
            {
                throw new ArgumentOutOfRangeException(nameof(bytes));
            }

            count += bytes;
            unflushed += bytes;
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (block is null)
            {
                return default;
            }

            // Taken away first: an idle connection keeps nothing, and one that is cut meanwhile gives nothing back twice.
            full.Add((block, count));
            var blocks = full;
            (full, spare, block, count, unflushed) = (spare ?? [], null, null, 0, 0);
            return SendAsync(blocks, cancellationToken);
        }

        private async ValueTask<FlushResult> SendAsync(
            List<(byte[] Block, int Count)> blocks, CancellationToken cancellationToken)
        {
            var result = default(FlushResult);
            try
            {
                for (var i = 0; i < blocks.Count && !result.IsCompleted; i++)
                {
                    result = await to.WriteAsync(blocks[i].Block.AsMemory(0, blocks[i].Count), cancellationToken).ConfigureAwait(false);
                }

                return result;
            }
            finally
            {
                Return(blocks);
                spare = blocks;
            }
        }

        public override void CancelPendingFlush() => to.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            Dispose();
            to.Complete(exception);
        }

        public void Dispose()
        {
            Return(full);
            if (block is not null)
            {
                ArrayPool<byte>.Shared.Return(block);
            }

            (block, count, unflushed) = (null, 0, 0);
        }

        private static void Return(List<(byte[] Block, int Count)> blocks)
        {
            foreach (var (written, _) in blocks)
            {
                ArrayPool<byte>.Shared.Return(written);
            }

            blocks.Clear();
        }

        private void Room(int sizeHint)
        {
            if (block is not null && block.Length - count >= Math.Max(1, sizeHint))
            {
                return;
            }

            if (block is not null)
            {
                full.Add((block, count));
            }

            block = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, RecordsBytes));
            count = 0;
        }
    }
}
