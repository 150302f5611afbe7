using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>What one measurement found.</summary>
internal sealed record LoadResult(long Requests, double Seconds, double P50Ms, double P99Ms, long Failures)
{
    public double PerSecond => Requests / Seconds;
}

/// <summary>How much load, and for how long.</summary>
/// <param name="PerSecond">All connections together; null: each sends as soon as it was answered.</param>
internal sealed record Load(int Connections, TimeSpan Time, double? PerSecond = null);

/// <summary>Makes a connection's next request from the body of its last answer (empty before the first).</summary>
internal delegate byte[]? NextRequest(ReadOnlySpan<byte> answer);

/// <summary>
/// Connections that send one request after the other and wait for each answer: the same bytes to whichever server, over
/// blocking sockets, which cost the machine least. At a fixed rate a delay counts from when the request was due, so
/// that a stalled server cannot hide what it did not answer. Bounded in time.
/// </summary>
internal static class LoadLoop
{
    private const int SamplesMax = 2_000_000;

    /// <param name="source">Called once per connection; its requests end at the first null.</param>
    public static async Task<LoadResult> RunAsync(int port, Load load, Func<int, NextRequest> source)
    {
        var started = Stopwatch.GetTimestamp();
        var loops = Enumerable.Range(0, load.Connections)
            .Select(c => Task.Factory.StartNew(
                () => Connection(port, load, c, source(c)),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        var found = await Task.WhenAll(loops);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var samples = found.SelectMany(f => f.Samples).ToArray();
        Array.Sort(samples);
        double At(double share) => samples.Length == 0 ? 0 : samples[(int)(share * (samples.Length - 1))];
        return new LoadResult(samples.LongLength, seconds, At(0.5), At(0.99), found.Sum(f => f.Failures));
    }

    /// <summary>A request of AWS's JSON protocol as bytes.</summary>
    public static byte[] Aws(string service, string target, string json, string region = "us-east-1")
    {
        var body = Encoding.UTF8.GetBytes(json);
        var head = $"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/{region}/{service}/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000\r\n"
            + $"X-Amz-Date: 20260101T000000Z\r\nUser-Agent: bench/1\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static (List<double> Samples, long Failures) Connection(int port, Load load, int number, NextRequest next)
    {
        using var wire = new Wire(port);
        var samples = new List<double>(100_000);
        var failures = 0L;
        var started = Stopwatch.GetTimestamp();
        var interval = load.PerSecond is { } rate ? load.Connections / rate : 0;
        var body = ReadOnlyMemory<byte>.Empty;
        for (var i = 0; samples.Count < SamplesMax; i++)
        {
            var now = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var due = interval == 0 ? now : (i + (number / (double)load.Connections)) * interval;
            if (now > load.Time.TotalSeconds || due > load.Time.TotalSeconds || next(body.Span) is not { } request)
            {
                break;
            }

            if (due - now > 0.001)
            {
                Thread.Sleep((int)((due - now) * 1000));
            }

            while (interval > 0 && Stopwatch.GetElapsedTime(started).TotalSeconds < due)
            {
                Thread.Yield();
            }

            (var status, body) = wire.Exchange(request);
            samples.Add((Stopwatch.GetElapsedTime(started).TotalSeconds - due) * 1000);
            failures += status == 200 ? 0 : 1;
        }

        return (samples, failures);
    }
}

/// <summary>One HTTP/1.1 connection, opened again when the server closes it.</summary>
internal sealed class Wire(int port) : IDisposable
{
    private readonly byte[] empty = [];
    private byte[] buffer = new byte[1 << 16];
    private Socket? socket;

    public void Dispose() => socket?.Dispose();

    /// <summary>Sends a request and reads its answer; the body is valid until the next call.</summary>
    public (int Status, ReadOnlyMemory<byte> Body) Exchange(byte[] request)
    {
        for (var fresh = socket is null; ; fresh = true)
        {
            if (socket is null)
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect("127.0.0.1", port);
            }

            try
            {
                socket.Send(request);
                return Read();
            }
            catch (Exception e) when (!fresh && e is IOException or SocketException)
            {
                // Closed since the last answer: some servers do not keep connections.
                socket.Dispose();
                socket = null;
            }
        }
    }

    private (int Status, ReadOnlyMemory<byte> Body) Read()
    {
        var have = 0;
        int end;
        while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            have += More(have);
        }

        var head = buffer.AsSpan(0, end);
        var status = int.Parse(head.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var close = head.StartsWith("HTTP/1.0"u8) || Header(head, "connection:").SequenceEqual("close"u8);
        var sent = Header(head, "content-length:");
        var start = end + 4;
        if (sent.IsEmpty && !close)
        {
            return (status, empty);
        }

        var length = sent.IsEmpty ? int.MaxValue : int.Parse(sent, NumberStyles.None, CultureInfo.InvariantCulture);
        while (have - start < length)
        {
            var read = More(have, orEnd: sent.IsEmpty);
            if (read == 0)
            {
                length = have - start;
            }

            have += read;
        }

        if (close)
        {
            socket!.Dispose();
            socket = null;
        }

        return (status, buffer.AsMemory(start, length));
    }

    private int More(int have, bool orEnd = false)
    {
        if (have == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = socket!.Receive(buffer, have, buffer.Length - have, SocketFlags.None);
        return read > 0 || orEnd ? read : throw new IOException("the server closed the connection");
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, string name)
    {
        foreach (var line in head.Split("\r\n"u8))
        {
            var text = head[line];
            if (text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                return text[name.Length..].Trim((byte)' ');
            }
        }

        return [];
    }
}
