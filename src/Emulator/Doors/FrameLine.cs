using System.Buffers;
using System.IO.Pipelines;

namespace Eso.Emulator.Doors;

/// <summary>
/// Between HTTP/2 and TLS of one connection. Where several requests are under way, frames that are flushed while the last
/// ones are encrypted leave together, in full records; where there is only one, nothing else can follow, and its frames
/// leave on the thread that made them.
/// </summary>
internal sealed class FrameLine : PipeWriter, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Sending = 1;
    private const int SendingAgain = 2;

    private static readonly PipeOptions Options = new(
        MemoryPool<byte>.Shared,
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: 8 * TlsRecords.RecordsBytes,
        resumeWriterThreshold: 4 * TlsRecords.RecordsBytes,
        minimumSegmentSize: TlsRecords.RecordsBytes,
        useSynchronizationContext: false);

    private readonly Stream to;
    private readonly PipeWriter writer;
    private readonly PipeReader reader;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int requests;
    private int state;
    private bool over;

    public FrameLine(Stream to)
    {
        this.to = to;
        var pipe = new Pipe(Options);
        (writer, reader) = (pipe.Writer, pipe.Reader);
    }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => writer.UnflushedBytes;

    /// <summary>A request has begun.</summary>
    public void Enter() => Interlocked.Increment(ref requests);

    /// <summary>A request's application has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref requests);

    public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

    public override void Advance(int bytes) => writer.Advance(bytes);

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = writer.FlushAsync(cancellationToken);
        Send();
        return flushed;
    }

    public override void Complete(Exception? exception = null)
    {
        writer.Complete(exception);
        Send();
    }

    /// <summary>Nothing more will be written; ends when all has been sent, or cannot be.</summary>
    public Task EndAsync()
    {
        Complete();
        return ended.Task;
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    private void Send()
    {
        if (Interlocked.Exchange(ref state, SendingAgain) != Idle)
        {
            // Whoever sends looks again.
            return;
        }

        if (Volatile.Read(ref requests) <= 1)
        {
            _ = SendAsync();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task SendAsync()
    {
        do
        {
            Interlocked.Exchange(ref state, Sending);
            try
            {
                while (!over && reader.TryRead(out var read))
                {
                    foreach (var segment in read.Buffer)
                    {
                        await to.WriteAsync(segment).ConfigureAwait(false);
                    }

                    reader.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        End(null);
                    }
                }
            }
            catch (Exception e)
            {
                // The writer learns of it by its next flush, as if there were nothing between.
                End(e);
            }
        }
        while (Interlocked.CompareExchange(ref state, Idle, Sending) != Sending);
    }

    private void End(Exception? failure)
    {
        over = true;
        reader.Complete(failure);
        ended.TrySetResult();
    }
}
