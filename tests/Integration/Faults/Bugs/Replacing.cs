using System.Text;

namespace Eso.Integration.Faults.Bugs;

/// <summary>Changes an answer's body as it is read.</summary>
internal static class Replacing
{
    /// <summary>One text for another of the same length, so that no byte count changes.</summary>
    public static void In(HttpResponseMessage answer, string text, string by, Stream body) =>
        Body(answer, new ReplacingStream(body, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(by)));

    public static void Body(HttpResponseMessage answer, Stream body)
    {
        var content = new StreamContent(body);
        foreach (var (name, values) in answer.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        answer.Content = content;
    }

    /// <summary>A text that a read cuts in two is missed: events and small answers come in one.</summary>
    private sealed class ReplacingStream(Stream inner, byte[] text, byte[] by) : ReadStream(inner)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await Inner.ReadAsync(buffer, cancellationToken);
            var span = buffer.Span[..read];
            while (span.IndexOf(text) is var at and >= 0)
            {
                by.CopyTo(span[at..]);
                span = span[(at + text.Length)..];
            }

            return read;
        }
    }
}

/// <summary>A stream that is only read.</summary>
internal abstract class ReadStream(Stream inner) : Stream
{
    protected Stream Inner { get; } = inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
