using System.IO.Pipelines;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>A connection to a port of a Pod, as its client holds it: a stream, as over a socket.</summary>
internal sealed class PodConnection : TwoWayStream
{
    private readonly Pipe toPod = new();
    private readonly Pipe toClient = new();
    private readonly CancellationTokenSource closed = new();
    private readonly Stream reading;
    private readonly Stream writing;
    private volatile bool left;
    private string? failure;

    private PodConnection()
    {
        reading = toClient.Reader.AsStream();
        writing = toPod.Writer.AsStream();
    }

    /// <summary>Connects to a Pod's port. Whether somebody listens shows when it is read or written.</summary>
    public static PodConnection Open(PodSandbox sandbox, int port)
    {
        var connection = new PodConnection();
        _ = connection.ServeAsync(sandbox, port);
        return connection;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await reading.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return count == 0 && failure is { } why ? throw new IOException(why) : count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        writing.WriteAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !left)
        {
            // What the client said last is still heard; then the other side is left alone.
            left = true;
            writing.Dispose();
            reading.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Heard()
    {
        if (left)
        {
            closed.Cancel();
        }
    }

    private async Task ServeAsync(PodSandbox sandbox, int port)
    {
        try
        {
            failure = await sandbox.ReachAsync(port, new PodEnd(toPod.Reader, toClient.Writer, Heard), closed.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone.
        }
        finally
        {
            await toClient.Writer.CompleteAsync().ConfigureAwait(false);
            await toPod.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private sealed class PodEnd(PipeReader fromClient, PipeWriter toClient, Action ended) : IByteChannel
    {
        public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
        {
            var read = await fromClient.ReadAsync(cancellation).ConfigureAwait(false);
            var first = read.Buffer.First.ToArray();
            fromClient.AdvanceTo(read.Buffer.GetPosition(first.Length));
            if (first.Length > 0)
            {
                return first;
            }

            ended();
            return null;
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            var flushed = await toClient.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            if (flushed.IsCompleted)
            {
                throw new IOException("closed by the client");
            }
        }

        public ValueTask CloseAsync(CancellationToken cancellation) => toClient.CompleteAsync();
    }
}
