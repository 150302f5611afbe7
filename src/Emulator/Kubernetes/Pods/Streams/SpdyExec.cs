namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>A command's streams over SPDY: the client opens one for each, named by its <c>streamType</c>.</summary>
internal sealed class SpdyExec(string protocol, int expected) : IExecClient
{
    private readonly Dictionary<string, SpdyStream> streams = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the client has opened all streams it asked for.</summary>
    public Task Complete => complete.Task;

    public void Opened(SpdyStream stream)
    {
        lock (streams)
        {
            streams[stream.Header("streamType")] = stream;
            if (streams.Count >= expected)
            {
                complete.TrySetResult();
            }
        }
    }

    public ValueTask<byte[]?> ReadInputAsync(CancellationToken cancellation) =>
        Find("stdin")?.ReadAsync(cancellation) ?? ValueTask.FromResult<byte[]?>(null);

    public ValueTask SendAsync(int channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var stream = Find(channel switch { 1 => "stdout", 2 => "stderr", _ => "error" });
        var said = channel == 3 ? ExecStatus.For(protocol, bytes) : bytes;
        return stream is null || said.Length == 0 ? ValueTask.CompletedTask : stream.WriteAsync(said, cancellation);
    }

    public async ValueTask CloseAsync(CancellationToken cancellation)
    {
        foreach (var name in (string[])["stdout", "stderr", "error", "stdin", "resize"])
        {
            if (Find(name) is { } stream)
            {
                await stream.CloseAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private SpdyStream? Find(string name)
    {
        lock (streams)
        {
            return streams.GetValueOrDefault(name);
        }
    }
}
