using Eso.Emulator.Doors;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Doors;

public class FrameLineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Everything_leaves_in_order_however_many_requests_are_under_way(int requests)
    {
        var to = new Slow();
        var line = new FrameLine(to);
        for (var i = 0; i < requests; i++)
        {
            line.Enter();
        }

        var expected = new MemoryStream();
        for (var i = 0; i < 5_000; i++)
        {
            var frame = new byte[1 + (i % 97)];
            Array.Fill(frame, (byte)i);
            expected.Write(frame);
            await line.WriteAsync(frame);
        }

        await line.EndAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        to.Written.Should().Equal(expected.ToArray());
        to.Writes.Should().BeLessThan(5_000, "frames that wait for each other leave together");
    }

    [Fact]
    public async Task What_is_flushed_by_the_only_request_has_left_when_the_flush_ends()
    {
        var to = new MemoryStream();
        var line = new FrameLine(to);
        line.Enter();
        await line.WriteAsync(new byte[] { 1, 2, 3 });
        to.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_connection_that_is_cut_ends_the_line_and_the_writer_learns_of_it()
    {
        var line = new FrameLine(new Broken());
        await line.WriteAsync(new byte[] { 1 });
        Func<Task> again = async () => await line.WriteAsync(new byte[] { 2 });
        await again.Should().ThrowAsync<IOException>();
        await line.EndAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    private sealed class Slow : MemoryStream
    {
        public List<byte> Written { get; } = [];

        public int Writes { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            await Task.Yield();
            Written.AddRange(buffer.Span);
        }
    }

    private sealed class Broken : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("cut");
    }
}
