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

/// <summary>
/// Keep-alive connections that send one request after the other and wait for each answer: the same bytes to whichever
/// server. Bounded in time.
/// </summary>
internal static class LoadLoop
{
    private const int SamplesMax = 2_000_000;

    /// <param name="makeRequest">The bytes of request <c>i</c> of a connection.</param>
    public static async Task<LoadResult> RunAsync(
        string host, int port, int connections, TimeSpan time, Func<int, int, byte[]> makeRequest)
    {
        var started = Stopwatch.GetTimestamp();
        var loops = Enumerable.Range(0, connections)
            .Select(c => Task.Factory.StartNew(
                () => Connection(host, port, time, i => makeRequest(c, i)),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        var found = await Task.WhenAll(loops);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var samples = found.SelectMany(f => f.Samples).Order().ToArray();
        double At(double share) => samples.Length == 0 ? 0 : samples[(int)(share * (samples.Length - 1))];
        return new LoadResult(samples.LongLength, seconds, At(0.5), At(0.99), found.Sum(f => f.Failures));
    }

    /// <summary>A JSON-protocol request as bytes.</summary>
    public static byte[] Request(string service, string target, string json, string region = "us-east-1")
    {
        var body = Encoding.UTF8.GetBytes(json);
        var head = $"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/{region}/{service}/aws4_request, "
            + $"SignedHeaders=host, Signature=00\r\nX-Amz-Date: 20260101T000000Z\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static (List<double> Samples, long Failures) Connection(
        string host, int port, TimeSpan time, Func<int, byte[]> makeRequest)
    {
        using var client = new TcpClient { NoDelay = true };
        client.Connect(host, port);
        var stream = client.GetStream();
        var buffer = new byte[1 << 20];
        var samples = new List<double>(100_000);
        var failures = 0L;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < time && samples.Count < SamplesMax; i++)
        {
            var request = makeRequest(i);
            var sent = Stopwatch.GetTimestamp();
            stream.Write(request);
            var status = ReadAnswer(stream, buffer);
            samples.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            failures += status == 200 ? 0 : 1;
        }

        return (samples, failures);
    }

    private static int ReadAnswer(NetworkStream stream, byte[] buffer)
    {
        var have = 0;
        while (true)
        {
            var read = stream.Read(buffer, have, buffer.Length - have);
            if (read == 0)
            {
                throw new IOException("the server closed the connection");
            }

            have += read;
            var end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            var head = Encoding.ASCII.GetString(buffer, 0, end);
            var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            var line = head.AsSpan(at + 15);
            var stop = line.IndexOf('\r');
            var length = int.Parse(stop < 0 ? line : line[..stop], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            for (var left = end + 4 + length - have; left > 0; left -= read)
            {
                read = stream.Read(buffer, 0, Math.Min(left, buffer.Length));
                if (read == 0)
                {
                    throw new IOException("the server closed the connection");
                }
            }

            return int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }
}
