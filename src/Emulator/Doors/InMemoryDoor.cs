using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Doors;

/// <summary>
/// The same pipeline without sockets, for clients in this process. Answers stream: <see cref="SendAsync"/> returns when
/// the headers are sent, and a watch goes on until the response is disposed or the request cancelled, which aborts it.
/// </summary>
internal sealed class InMemoryDoor(RequestDelegate pipeline) : HttpMessageHandler
{
    /// <summary>Called with each request's context before the pipeline: sets what a socket would tell, such as the caller.</summary>
    public Action<HttpContext>? Prepare { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var exchange = new InMemoryExchange(request, cancellationToken);
        try
        {
            await exchange.FillAsync(cancellationToken).ConfigureAwait(false);
            Prepare?.Invoke(exchange.Context);
        }
        catch (InvalidRequestPathException)
        {
            exchange.Abort();
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { RequestMessage = request };
        }
        catch
        {
            exchange.Abort();
            throw;
        }

        _ = exchange.RunAsync(pipeline);
        return await exchange.Response.ConfigureAwait(false);
    }
}

/// <summary>A path that a socket's server refuses by itself, with 400: one with an escaped NUL.</summary>
internal sealed class InvalidRequestPathException(Exception inner) : Exception(inner.Message, inner);

/// <summary>One request through <see cref="InMemoryDoor"/>: its context, its answer's pipe, and its end.</summary>
internal sealed class InMemoryExchange : IHttpRequestLifetimeFeature, IHttpResponseFeature, IHttpResponseBodyFeature
{
    private const int BufferedBytesMax = 64 * 1024;
    private readonly CancellationToken caller;
    private readonly HttpRequestMessage request;
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: BufferedBytesMax, resumeWriterThreshold: BufferedBytesMax / 2));
    private readonly CancellationTokenSource aborted;
    private readonly TaskCompletionSource<HttpResponseMessage> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<object, Task> Callback, object State)> starting = [];
    private readonly List<(Func<object, Task> Callback, object State)> completed = [];
    private readonly StartingWriter writer;
    private Stream? stream;
    private int finished;

    public InMemoryExchange(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        this.request = request;
        caller = cancellationToken;
        aborted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RequestAborted = aborted.Token;
        writer = new StartingWriter(this, pipe.Writer);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        Context = new DefaultHttpContext(features);
    }

    public HttpContext Context { get; }

    public Task<HttpResponseMessage> Response => response.Task;

    public CancellationToken RequestAborted { get; set; }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    Stream IHttpResponseBodyFeature.Stream => stream ??= writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => writer;

    /// <summary>Copies the message into the context.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var to = Context.Request;
        var uri = request.RequestUri ?? throw new InvalidOperationException("a request needs a URI");
        to.Method = request.Method.Method;
        to.Scheme = uri.IsAbsoluteUri ? uri.Scheme : "https";
        to.Host = new HostString(
            request.Headers.Host ?? (uri.IsAbsoluteUri ? uri.Authority : "localhost"));
        try
        {
            to.Path = PathString.FromUriComponent(uri.IsAbsoluteUri ? uri : new Uri(new Uri("https://localhost"), uri));
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidRequestPathException(e);
        }

        to.QueryString = QueryString.FromUriComponent(uri);
        to.Protocol = "HTTP/1.1";
        Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = uri.IsAbsoluteUri ? uri.PathAndQuery : uri.OriginalString;
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            to.Headers[name] = values.ToArray();
        }

        if (request.Content is { } content)
        {
            _ = content.Headers.ContentLength;
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                to.Headers[name] = values.ToArray();
            }

            to.Body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the pipeline to its end; failures reach the reader of the answer.</summary>
    public async Task RunAsync(RequestDelegate pipeline)
    {
        Exception? failure = null;
        try
        {
            await pipeline(Context).ConfigureAwait(false);

            // A pipeline that aborted and returned has cut the connection, as it would on a socket.
            aborted.Token.ThrowIfCancellationRequested();
            await StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            failure = new IOException("the request was aborted");
            if (caller.IsCancellationRequested)
            {
                response.TrySetCanceled(caller);
            }
            else
            {
                response.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was cut"));
            }
        }
        catch (Exception e)
        {
            failure = e;
            response.TrySetException(new HttpRequestException("the in-memory pipeline failed", e));
        }

        await pipe.Writer.CompleteAsync(failure).ConfigureAwait(false);
        for (var i = completed.Count - 1; i >= 0; i--)
        {
            await completed[i].Callback(completed[i].State).ConfigureAwait(false);
        }

        // Unlinks from the caller's token, which may live as long as the program.
        Interlocked.Exchange(ref finished, 1);
        aborted.Dispose();
    }

    public void Abort()
    {
        try
        {
            if (Volatile.Read(ref finished) == 0)
            {
                aborted.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended between the look and the call: nothing is left to abort.
        }

        pipe.Reader.CancelPendingRead();
    }

    public void OnStarting(Func<object, Task> callback, object state) => starting.Add((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => completed.Add((callback, state));

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(((IHttpResponseBodyFeature)this).Stream, path, offset, count, cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
        {
            return;
        }

        for (var i = starting.Count - 1; i >= 0; i--)
        {
            await starting[i].Callback(starting[i].State).ConfigureAwait(false);
        }

        HasStarted = true;
        var message = new HttpResponseMessage((HttpStatusCode)StatusCode)
        {
            RequestMessage = request,
            ReasonPhrase = ReasonPhrase,
            Version = HttpVersion.Version11,
            Content = new StreamContent(new AnswerStream(pipe.Reader.AsStream(), Abort)),
        };
        foreach (var (name, values) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        response.TrySetResult(message);
    }

    public async Task CompleteAsync()
    {
        await StartAsync().ConfigureAwait(false);
        await pipe.Writer.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends the headers with the first flush, as a server does.</summary>
    private sealed class StartingWriter(InMemoryExchange owner, PipeWriter inner) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            // The exchange completes the pipe when the pipeline has returned.
        }

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (!owner.HasStarted)
            {
                await owner.StartAsync(cancellationToken).ConfigureAwait(false);
            }

            return await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The answer's body: disposing it aborts a pipeline that still writes.</summary>
    private sealed class AnswerStream(Stream inner, Action abort) : ReadOnlyStream(inner)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                abort();
            }

            base.Dispose(disposing);
        }
    }
}
