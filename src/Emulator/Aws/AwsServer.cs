using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Protocol.Signatures;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Clock;
using Microsoft.AspNetCore.Http;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Eso.Emulator.Aws;

/// <summary>
/// The embedded AWS behind one pipeline: reads, routes, authenticates, binds, checks constraints, lets the engine run
/// the
/// operation, renders, journals.
/// </summary>
internal sealed class AwsServer : IDisposable
{
    private readonly AwsServerOptions options;
    private readonly TimeProvider clock;
    private readonly Entropy requestIds;
    private readonly Activity activity;
    private readonly AwsEngine engine;
    private volatile DateText? lastDate;

    /// <exception cref="Eso.Emulator.State.StateCorruptException">The state directory holds a damaged log.</exception>
    public AwsServer(
        AwsServerOptions options, TimeProvider clock, Entropy entropy, Journal.Journal journal, Activity activity)
    {
        this.options = options;
        this.clock = clock;

        // Apart from the world's ids: how often clients ask must not change the ids that secrets get.
        requestIds = new Entropy(entropy.Seed ^ 0x4e9);
        this.activity = activity;
        engine = new AwsEngine(options, clock, entropy, journal, activity);
        Pipeline = HandleAsync;
    }

    public RequestDelegate Pipeline { get; }

    public AwsWorld World => engine.World;

    /// <summary>Calls, holdings and their price.</summary>
    public UsageMeter Usage => engine.Usage;

    /// <summary>What RotateSecret may name.</summary>
    public SecretsManager.Rotations.RotationFunctions RotationFunctions => options.RotationFunctions;

    /// <summary>Request rates.</summary>
    public Quotas Quotas => engine.Quotas;

    public void Dispose() => engine.Dispose();

    /// <inheritdoc cref="AwsEngine.Reset"/>
    public void Reset() => engine.Reset();

    /// <inheritdoc cref="AwsEngine.Snapshot"/>
    public JsonObject Snapshot() => engine.Snapshot();

    /// <inheritdoc cref="AwsEngine.Restore"/>
    public void Restore(JsonObject snapshot) => engine.Restore(snapshot);

    /// <inheritdoc cref="AwsEngine.Export"/>
    public JsonObject Export(bool values) => engine.Export(values);

    /// <inheritdoc cref="AwsEngine.Call"/>
    public JsonObject Call(string service, string operation, JsonObject request, string account, string region) =>
        engine.Call(service, operation, request, account, region);

    // Built on first use, or by Warm while the doors open.
    private static ServiceRegistry Registry => ServiceRegistry.Shared;

    /// <summary>
    /// Prepares what the first request will need, on another thread: answers one in a world of its own.
    /// </summary>
    public static void Warm(TimeProvider clock) => ThreadPool.UnsafeQueueUserWorkItem(_ => Rehearse(clock), null);

    private static void Rehearse(TimeProvider clock)
    {
        using var server = new AwsServer(new AwsServerOptions(), clock, new Entropy(0), new Journal.Journal(1), new Activity());
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.ContentType = AnswerWriting.JsonType;
        http.Request.Headers["X-Amz-Target"] = "secretsmanager.ListSecrets";
        http.Request.ContentLength = 0;
        server.HandleAsync(http).GetAwaiter().GetResult();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = requestIds.Uuid();
        using var lease = activity.Begin("aws request");
        var trace = new CallTrace { Time = clock.GetUtcNow(), UserAgent = UserAgent(http) };
        Answer? answer = null;
        try
        {
            answer = await AnswerAsync(http, requestId, trace).ConfigureAwait(false);
            await WriteAsync(http, answer, requestId).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away or sent less than it promised: nobody is left to answer.
            answer = null;
            http.Abort();
        }
        finally
        {
            engine.Record(trace, answer?.Status ?? 0, answer?.ErrorCode, Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task<Answer> AnswerAsync(HttpContext http, string requestId, CallTrace trace)
    {
        Route? route = null;
        var wantsJson = false;
        var read = false;
        try
        {
            var request = await AwsRequest.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
            read = true;
            wantsJson = request.WantsJson;
            route = Router.Find(request, Registry);
            if (route is null)
            {
                // What STS does with a visitor's GET.
                http.Response.Headers.Location = "https://aws.amazon.com/iam";
                return new Answer(302, "text/html", ReadOnlyMemory<byte>.Empty);
            }

            trace.Operation = route.Operation?.Title
                ?? $"{route.Service?.Declaration.Name ?? "unknown"}.{CallTrace.Short(route.OperationName)}";
            var result = await RunAsync(request, route, trace, http.RequestAborted).ConfigureAwait(false);
            return route.Protocol == WireProtocol.Json
                ? AnswerWriting.Json(result, route.Operation!.Model)
                : AnswerWriting.Query(result, route.Operation!, requestId, wantsJson);
        }
        catch (AwsException error)
        {
            return Render(error, route, requestId, wantsJson, http);
        }
        catch (Exception fault) when (read && fault is not OperationCanceledException)
        {
            // A mistake of ours: the client learns as much as AWS would tell, the owner of this world learns all.
            (options.OnFault ?? Complain)(fault);
            return Render(FrameworkErrors.Internal(), route, requestId, wantsJson, http);
        }
    }

    private async Task<JsonObject> RunAsync(AwsRequest request, Route route, CallTrace trace, CancellationToken cancel)
    {
        if (route.Operation is not { } operation)
        {
            // Throws the protocol's own text.
            return route.Bind(request);
        }

        var region = request.Scope is { } scope && Partitions.IsRegion(scope.Region)
            ? scope.Region
            : Partitions.DefaultRegion;
        trace.Region = region;
        Caller caller;
        lock (World.Gate)
        {
            caller = Authentication.Identify(request, operation, World, options, trace.Time);
        }

        trace.Caller = caller.Arn;
        Quotas.Take(operation, caller.Account, region);
        var members = route.Bind(request);
        trace.Resource = CallTrace.ResourceOf(members, operation.Service.Declaration);
        Constraints.Check(members, operation.Model.Input, operation.Service.Model.Protocol);
        var context = engine.Context(caller, region, trace.Time, request.SourceIp);
        if (operation.Code.Prepare is { } prepare)
        {
            context.Prepared = await prepare(members, context, cancel).ConfigureAwait(false);
        }

        return await engine.ExecuteAsync(operation, members, context, authorize: true).ConfigureAwait(false);
    }

    private static Answer Render(AwsException error, Route? route, string requestId, bool wantsJson, HttpContext http)
    {
        // A request that named no service is answered in the protocol that it speaks.
        var query = route is not null
            ? route.Protocol == WireProtocol.Query
            : !http.Request.Headers.ContainsKey("X-Amz-Target")
                && http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true;
        return query
            ? AnswerWriting.QueryError(error, route?.Service, requestId, wantsJson)
            : AnswerWriting.JsonError(error, route?.Service?.Model);
    }

    private async Task WriteAsync(HttpContext http, Answer answer, string requestId)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers["x-amzn-RequestId"] = requestId;

        // Clients measure their clock's skew by this: it is the world's time.
        response.Headers.Date = Date();
        if (answer.ErrorCode is not null && answer.ContentType == AnswerWriting.JsonType)
        {
            response.Headers["x-amzn-ErrorType"] = answer.ErrorCode;
        }

        await response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private string Date()
    {
        var now = clock.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        var known = lastDate;
        if (known is null || known.Second != second)
        {
            lastDate = known = new DateText(second, now.ToString("R"));
        }

        return known.Text;
    }

    private static string UserAgent(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        var blank = agent.IndexOf(' ', StringComparison.Ordinal);
        return CallTrace.Short(blank < 0 ? agent : agent[..blank]);
    }

    private sealed record DateText(long Second, string Text);

    private static void Complain(Exception fault) => Console.Error.WriteLine($"eso aws: {fault}");
}
