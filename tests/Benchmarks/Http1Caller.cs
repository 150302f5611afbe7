using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>HTTP/1.1 as cheap as a client can have it: one write, few reads, bodies counted and forgotten.</summary>
internal sealed class Http1Caller(SslStream stream, string token) : KubeCaller
{
    private readonly byte[] answer = new byte[64 * 1024];
    private byte[] request = new byte[4 * 1024];
    private int have;
    private int at;

    public override void Dispose() => stream.Dispose();

    protected override long Exchange(KubeCall call)
    {
        stream.Write(request.AsSpan(0, Render(call)));
        (have, at) = (0, 0);
        int end;
        while ((end = answer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            More();
        }

        at = end + 4;
        var head = answer.AsSpan(0, at);
        if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0)
        {
            return Chunked();
        }

        var mark = head.IndexOf("Content-Length: "u8);
        var rest = head[(mark + 16)..];
        var length = long.Parse(rest[..rest.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
        Body(length);
        return length;
    }

    private int Render(KubeCall call)
    {
        var head = $"{call.Method} {call.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
            + (call.Body.Length == 0 ? "\r\n" : $"Content-Type: {call.Type}\r\nContent-Length: {call.Body.Length}\r\n\r\n");
        if (request.Length < head.Length + call.Body.Length)
        {
            request = new byte[head.Length + call.Body.Length];
        }

        var count = Encoding.ASCII.GetBytes(head, request);
        call.Body.CopyTo(request, count);
        return count + call.Body.Length;
    }

    private long Chunked()
    {
        var total = 0L;
        while (true)
        {
            int line;
            while ((line = answer.AsSpan(at, have - at).IndexOf("\r\n"u8)) < 0)
            {
                More();
            }

            var size = long.Parse(answer.AsSpan(at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2;
            Body(size);
            total += size;
            while (have - at < 2)
            {
                More();
            }

            at += 2;
            if (size == 0)
            {
                return total;
            }
        }
    }

    private void Body(long length)
    {
        while (length > 0)
        {
            if (at == have)
            {
                (have, at) = (0, 0);
                More();
            }

            var count = (int)Math.Min(length, have - at);
            Keep(answer.AsSpan(at, count));
            at += count;
            length -= count;
        }
    }

    private void More()
    {
        if (have == answer.Length)
        {
            answer.AsSpan(at, have - at).CopyTo(answer);
            (have, at) = (have - at, 0);
        }

        var read = stream.Read(answer, have, answer.Length - have);
        have += read > 0 ? read : throw new IOException("the server closed the connection");
    }
}
