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
/// <param name="RequestsMax">Ends the measurement early: for servers that are slow.</param>
internal sealed record Load(int Connections, TimeSpan Time, double? PerSecond = null, int RequestsMax = 2_000_000);

/// <summary>Makes a connection's next request from the body of its last answer (empty before the first).</summary>
internal delegate byte[]? NextRequest(ReadOnlySpan<byte> answer);

/// <summary>
/// Connections that each send one request after the other and wait for the answer: the same bytes to whichever server,
/// from one thread, which costs the machine least. At a fixed rate a delay counts from when the request was due, so that
/// a stalled server cannot hide what it did not answer. Bounded in time.
/// </summary>
internal sealed class LoadLoop
{
    private readonly Load load;
    private readonly Connection[] all;
    private readonly Dictionary<Socket, Connection> byTheirSocket = [];
    private readonly List<Socket> waiting = [];
    private readonly List<double> samples = new(200_000);
    private readonly long started = Stopwatch.GetTimestamp();
    private long failures;

    private LoadLoop(int port, Load load, Func<int, NextRequest> source)
    {
        this.load = load;
        all = Enumerable.Range(0, load.Connections).Select(c => new Connection(port, c, source(c))).ToArray();
    }

    private double Now => Stopwatch.GetElapsedTime(started).TotalSeconds;

    /// <param name="source">Called once per connection; its requests end at the first null.</param>
    public static Task<LoadResult> RunAsync(int port, Load load, Func<int, NextRequest> source) => Task.Factory.StartNew(
        () => new LoadLoop(port, load, source).Run(),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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

    private LoadResult Run()
    {
        while (Step())
        {
        }

        var seconds = Now;
        foreach (var connection in all)
        {
            connection.Dispose();
        }

        var sorted = samples.ToArray();
        Array.Sort(sorted);
        double At(double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
        return new LoadResult(sorted.LongLength, seconds, At(0.5), At(0.99), failures);
    }

    // Sends what is due, then takes what has come. False when all is answered and the time is over.
    private bool Step()
    {
        var now = Now;
        var over = now > load.Time.TotalSeconds || samples.Count >= load.RequestsMax;
        var soonest = double.MaxValue;
        waiting.Clear();
        foreach (var connection in all)
        {
            if (!connection.Busy && !connection.Ended && !over && Due(connection, now) is var due)
            {
                if (due > now)
                {
                    soonest = Math.Min(soonest, due - now);
                }
                else if (due <= load.Time.TotalSeconds && connection.Send(due))
                {
                    byTheirSocket[connection.Socket!] = connection;
                }
            }

            if (connection.Busy)
            {
                waiting.Add(connection.Socket!);
            }
        }

        if (waiting.Count > 0)
        {
            // Select knows whole milliseconds only.
            var patience = soonest < 0.002 ? 0 : soonest == double.MaxValue ? 1_000_000 : (int)((soonest - 0.001) * 1e6);
            Socket.Select(waiting, null, null, patience);
            if (waiting.Count == 0 && patience == 0)
            {
                Nap.Take(soonest);
            }

            waiting.ForEach(Take);
            return true;
        }

        if (soonest != double.MaxValue)
        {
            Nap.Take(soonest);
            return true;
        }

        return false;
    }

    private double Due(Connection connection, double now) => load.PerSecond is { } rate
        ? (connection.Sent + (connection.Number / (double)load.Connections)) * load.Connections / rate
        : now;

    private void Take(Socket ready)
    {
        var connection = byTheirSocket[ready];
        if (connection.Receive() is { } status)
        {
            samples.Add((Now - connection.Due) * 1000);
            failures += status == 200 ? 0 : 1;
        }
    }

    private sealed class Connection(int port, int number, NextRequest next) : IDisposable
    {
        private byte[] buffer = new byte[1 << 16];
        private byte[] request = [];
        private int have;
        private Range answer;
        private bool fresh;

        public int Number => number;

        public Socket? Socket { get; private set; }

        public bool Busy { get; private set; }

        /// <summary>It has nothing more to ask.</summary>
        public bool Ended { get; private set; }

        public double Due { get; private set; }

        public long Sent { get; private set; }

        public void Dispose() => Socket?.Dispose();

        public bool Send(double due)
        {
            if (next(buffer.AsSpan(answer)) is not { } made)
            {
                Ended = true;
                return false;
            }

            request = made;
            Due = due;
            Sent++;
            Busy = true;
            have = 0;
            answer = default;
            fresh = Socket is null;
            if (Socket is null)
            {
                Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                Socket.Connect("127.0.0.1", port);
            }

            Socket.Send(request);
            return true;
        }

        /// <summary>Reads what is there: the status once the answer is complete.</summary>
        public int? Receive()
        {
            if (have == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = Socket!.Receive(buffer, have, buffer.Length - have, SocketFlags.None);
            have += read;
            var end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            if (read == 0 && (end < 0 || (fresh && have == 0)))
            {
                throw new IOException("the server closed the connection");
            }

            if (end < 0)
            {
                return null;
            }

            var head = buffer.AsSpan(0, end);
            var length = Header(head, "content-length:");
            var close = head.StartsWith("HTTP/1.0"u8) || Header(head, "connection:").SequenceEqual("close"u8);
            var whole = end + 4 + (length.IsEmpty ? 0 : int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture));
            if (read > 0 && (have < whole || (length.IsEmpty && close)))
            {
                return null;
            }

            answer = (end + 4)..have;
            Busy = false;
            if (close)
            {
                Socket.Dispose();
                Socket = null;
            }

            return int.Parse(head.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
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
}
