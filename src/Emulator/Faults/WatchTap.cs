using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Faults;

/// <summary>
/// Stands between the server and one watch's reader: passes whole events on as the faults in force say. Knows by how
/// many bytes it has changed the stream, so that a wait for quiet can still tell what is on its way. Only JSON streams
/// are judged; protobuf ones pass as they are.
/// </summary>
#pragma warning disable CA1001 // The semaphore is never asked for a wait handle: there is nothing to dispose.
internal sealed class WatchTap : IHttpResponseBodyFeature
#pragma warning restore CA1001
{
    private static readonly TimeSpan AloneMax = TimeSpan.FromSeconds(1);
    private readonly FaultBoard board;
    private readonly HttpContext http;
    private readonly RequestFacts facts;
    private readonly IHttpResponseBodyFeature inner;
    private readonly ArrayBufferWriter<byte> written = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<byte[]> held = [];
    private readonly TapWriter writer;
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? later;
    private ITimer? alone;
    private ITimer? closing;
    private Stream? stream;
    private long skew;
    private volatile string auditId = "";
    private volatile bool over;
    private volatile bool silent;

    public WatchTap(FaultBoard board, HttpContext http, RequestFacts facts)
    {
        this.board = board;
        this.http = http;
        this.facts = facts;
        inner = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        writer = new TapWriter(written, FlushAsync, () => inner.Writer.CancelPendingFlush());
        http.Features.Set<IHttpResponseBodyFeature>(this);
    }

    /// <summary>The answer's; empty before it has one.</summary>
    public string AuditId => auditId.Length > 0 || over ? auditId : auditId = http.Response.Headers["Audit-Id"].ToString();

    /// <summary>Bytes passed on minus bytes taken in.</summary>
    public long Skew => Interlocked.Read(ref skew);

    public Stream Stream => stream ??= writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => writer;

    public static bool IsWatch(HttpContext http) => HttpMethods.IsGet(http.Request.Method)
        && http.Request.Query["watch"].ToString() is "true" or "1";

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await EndAsync();
        await inner.CompleteAsync();
    }

    /// <summary>The server has said all: the rest goes out, and with it the end.</summary>
    public async Task EndAsync()
    {
        _ = AuditId;
        if (silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, board.Clock, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (written.WrittenCount > 0 && !http.RequestAborted.IsCancellationRequested)
        {
            await FlushAsync(http.RequestAborted);
        }

        // A connection that says nothing does not say its end either.
        while (held.Count > 0 && !http.RequestAborted.IsCancellationRequested)
        {
            await released.Task.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        over = true;
        alone?.Dispose();
        closing?.Dispose();
        http.Features.Set(inner);
    }

    public RequestFacts Facts => facts;

    public bool IsSilent => silent || held.Count > 0;

    /// <summary>From now on the reader hears nothing, not even the end.</summary>
    public void Silence() => silent = true;

    /// <summary>Cuts the watch after a time on the world's clock, if it still runs.</summary>
    public void CloseAfter(TimeSpan lifetime) =>
        closing = board.Clock.CreateTimer(static tap => ((WatchTap)tap!).Close(), this, lifetime, Timeout.InfiniteTimeSpan);

    private void Close()
    {
        if (!over)
        {
            http.Abort();
        }
    }

    /// <summary>The request is over: its context must not be touched any more.</summary>
    public void Leave()
    {
        over = true;
        alone?.Dispose();
        closing?.Dispose();
    }

    /// <summary>Faults have changed: what is held may go now.</summary>
    public void Release()
    {
        if (!over)
        {
            _ = ReleaseAsync();
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await turn.WaitAsync(http.RequestAborted);
            try
            {
                if (held.Count > 0 && !over)
                {
                    var again = held.ToList();
                    held.Clear();
                    foreach (var line in again)
                    {
                        Interlocked.Add(ref skew, line.Length);
                        Judge(line);
                    }

                    await inner.Writer.FlushAsync(http.RequestAborted);
                    if (held.Count == 0)
                    {
                        Interlocked.Exchange(ref released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                    }
                }
            }
            finally
            {
                turn.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The watch has ended meanwhile: nobody is left to read.
        }
    }

    private async ValueTask<FlushResult> FlushAsync(CancellationToken cancel)
    {
        _ = AuditId;
        await turn.WaitAsync(cancel);
        try
        {
            Take();
            return await inner.Writer.FlushAsync(cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Passes on what the server has written, event by event when a fault may be about them.</summary>
    private void Take()
    {
        var bytes = written.WrittenSpan;
        if (silent)
        {
            Interlocked.Add(ref skew, -bytes.Length);
            written.ResetWrittenCount();
            return;
        }

        var plain = (!board.JudgesWatches && held.Count == 0 && later is null)
            || http.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true;
        while (!plain && bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Judge(bytes[..(end + 1)].ToArray());
            bytes = bytes[(end + 1)..];
        }

        inner.Writer.Write(bytes);
        written.ResetWrittenCount();
    }

    private void Judge(byte[] line)
    {
        if (held.Count > 0)
        {
            Hold(line);
            return;
        }

        switch (board.Judge(WatchLine.Of(line, facts)))
        {
            case Verdict.Hold:
                Hold(line);
                break;
            case Verdict.Drop:
                Interlocked.Add(ref skew, -line.Length);
                break;
            case Verdict.Twice:
                Interlocked.Add(ref skew, line.Length);
                inner.Writer.Write(line);
                Send(line);
                break;
            case Verdict.Later when later is null:
                Interlocked.Add(ref skew, -line.Length);
                later = line;
                alone = board.Clock.CreateTimer(_ => _ = AloneAsync(line), null, AloneMax, Timeout.InfiniteTimeSpan);
                break;
            default:
                Send(line);
                break;
        }
    }

    /// <summary>Writes an event, and behind it the one that was put back.</summary>
    private void Send(byte[] line)
    {
        inner.Writer.Write(line);
        if (later is { } back)
        {
            later = null;
            alone?.Dispose();
            Interlocked.Add(ref skew, back.Length);
            inner.Writer.Write(back);
        }
    }

    private void Hold(byte[] line)
    {
        Interlocked.Add(ref skew, -line.Length);
        held.Add(line);
    }

    private async Task AloneAsync(byte[] line)
    {
        try
        {
            await turn.WaitAsync(http.RequestAborted);
            try
            {
                if (ReferenceEquals(later, line) && !over)
                {
                    later = null;
                    Interlocked.Add(ref skew, line.Length);
                    inner.Writer.Write(line);
                    await inner.Writer.FlushAsync(http.RequestAborted);
                }
            }
            finally
            {
                turn.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // As in ReleaseAsync.
        }
    }
}
