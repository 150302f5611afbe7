using System.Buffers;
using System.IO.Pipelines;
using Eso.Emulator.Kubernetes.Http;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Http;

/// <summary>A long body in pieces, past readers that are faster, slower and gone.</summary>
public sealed class LongBodyTests
{
    /// <param name="held">How much may lie unread before a flush waits; 0: it never does.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task All_bytes_come_in_order_whether_flushes_wait_or_not(int held)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: held, resumeWriterThreshold: Math.Min(1, held)));
        var random = new Random(7);
        var pieces = Enumerable.Range(0, 900).Select(i => new byte[random.Next(i % 50 == 0 ? 400_000 : 3_000)]).ToList();
        pieces.ForEach(random.NextBytes);
        var reading = Task.Run(async () =>
        {
            using var all = new MemoryStream();
            await pipe.Reader.CopyToAsync(all);
            return all.ToArray();
        });
        using (var body = new LongBody(pipe.Writer, CancellationToken.None))
        {
            foreach (var piece in pieces)
            {
                BodyBytes.Put(body, piece);
                await body.PassAsync();
            }

            await body.EndAsync();
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(pieces.SelectMany(p => p).ToArray(), await reading);
    }

    [Fact]
    public async Task Ends_when_nobody_reads_any_more()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        using var body = new LongBody(pipe.Writer, CancellationToken.None);
        BodyBytes.Put(body, new byte[50_000]);
        await body.PassAsync();
        await pipe.Reader.CompleteAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await body.EndAsync());
    }
}
