using System.Text;
using Eso.Emulator.Doors;

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
    private sealed class ReplacingStream(Stream inner, byte[] text, byte[] by) : ReadOnlyStream(inner)
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
