using System.Buffers;
using System.IO.Pipelines;

namespace Eso.Emulator.Faults;

/// <summary>Collects what a server writes into a watch's answer until it flushes.</summary>
internal sealed class TapWriter(
    ArrayBufferWriter<byte> written, Func<CancellationToken, ValueTask<FlushResult>> flush, Action cancelPendingFlush) : PipeWriter
{
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => written.WrittenCount;

    public override void Advance(int bytes) => written.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => written.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => written.GetSpan(sizeHint);

    public override void CancelPendingFlush() => cancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        // The door completes the answer when the pipeline has returned.
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => flush(cancellationToken);
}
