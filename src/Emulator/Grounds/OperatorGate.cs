using Eso.Emulator.Doors;

namespace Eso.Emulator.Grounds;

/// <summary>
/// All of one operator's ways out. It can be paused (requests, answers and streams wait) and cut for good, as when a
/// process dies: from that moment nothing gets out, and nothing that comes in is seen.
/// </summary>
internal sealed class OperatorGate : IDisposable
{
    private readonly CancellationTokenSource cut = new();
    private readonly List<HttpMessageHandler> sockets = [];
    private volatile TaskCompletionSource? paused;

    public bool IsCut => cut.IsCancellationRequested;

    /// <summary>A handler through this gate; the gate disposes <paramref name="inner"/>.</summary>
    public HttpMessageHandler Guard(HttpMessageHandler inner)
    {
        sockets.Add(inner);
        return new Handler(this, inner);
    }

    public void Pause() => paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref paused, null)?.TrySetResult();

    public void Cut()
    {
        cut.Cancel();
        Resume();
    }

    public void Dispose()
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        cut.Dispose();
    }

    private async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (paused is { } waiting)
        {
            await waiting.Task.WaitAsync(cancel);
        }

        if (IsCut)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "the process is gone");
        }
    }

    private sealed class Handler(OperatorGate gate, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await gate.OpenAsync(cancellationToken);
            var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gate.cut.Token);
            try
            {
                var response = await base.SendAsync(request, linked.Token);
                await gate.OpenAsync(cancellationToken);
                var content = new StreamContent(new GatedStream(gate, await response.Content.ReadAsStreamAsync(linked.Token), linked));
                foreach (var (name, values) in response.Content.Headers.NonValidated)
                {
                    content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
                }

                response.Content = content;
                return response;
            }
            catch (OperationCanceledException) when (gate.IsCut && !cancellationToken.IsCancellationRequested)
            {
                linked.Dispose();
                throw new HttpRequestException(HttpRequestError.ConnectionError, "the process is gone");
            }
            catch
            {
                linked.Dispose();
                throw;
            }
        }
    }

    /// <summary>An answer's body: read only while the gate is open.</summary>
    private sealed class GatedStream(OperatorGate gate, Stream inner, CancellationTokenSource linked)
        : ReadOnlyStream(inner)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var abort = gate.cut.Token.UnsafeRegister(static s => ((Stream)s!).Dispose(), Inner);
            try
            {
                var read = await Inner.ReadAsync(buffer, cancellationToken);
                await gate.OpenAsync(cancellationToken);
                return read;
            }
            catch (Exception e) when (gate.IsCut && e is not HttpRequestException)
            {
                throw new IOException("the process is gone", e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                linked.Dispose();
            }
        }
    }
}
