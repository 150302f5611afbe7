using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Protocol.Signatures;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Clock;
using Eso.Emulator.Journal;
using Microsoft.AspNetCore.Http;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Eso.Emulator.Aws;

/// <summary>
/// The embedded AWS behind one pipeline: reads, routes, authenticates, binds, checks constraints, authorizes, runs the
/// operation under the world's gate, renders, journals.
/// </summary>
internal sealed class AwsServer : IDisposable
{
    private readonly AwsServerOptions options;
    private readonly TimeProvider clock;
    private readonly Entropy entropy;
    private readonly Journal.Journal journal;
    private readonly Activity activity;
    private readonly ServiceRegistry registry = ServiceRegistry.Shared;
    private readonly RotationEngine rotations;

    public AwsServer(
        AwsServerOptions options, TimeProvider clock, Entropy entropy, Journal.Journal journal, Activity activity)
    {
        this.options = options;
        this.clock = clock;
        this.entropy = entropy;
        this.journal = journal;
        this.activity = activity;
        rotations = new RotationEngine(World, clock, entropy, activity, options.RotationFunctions, Call);
        Pipeline = HandleAsync;
    }

    public RequestDelegate Pipeline { get; }

    public AwsWorld World { get; } = new();

    /// <summary>Forgets all state of all accounts and regions.</summary>
    public void Reset()
    {
        lock (World.Gate)
        {
            World.Clear();
            rotations.Rescan();
        }
    }

    public void Dispose()
    {
        rotations.Dispose();
        options.RotationFunctions.Dispose();
    }

    /// <summary>
    /// Calls an operation from inside this process (a rotation function, a scenario's seed): checked and journaled as a
    /// request is, but neither signed nor authorized. Failures are <see cref="AwsException"/>s.
    /// </summary>
    public JsonObject Call(string service, string operation, JsonObject request, string account, string region)
    {
        var started = Stopwatch.GetTimestamp();
        var found = registry.ByName(service)?.Operation(operation) ?? throw FrameworkErrors.UnknownOperation();
        var caller = new Caller(
            $"arn:{Partitions.Of(region)}:sts::{account}:assumed-role/eso-internal/eso", "AROAESOINTERNAL:eso", account, "");
        var trace = new Trace
        {
            Time = clock.GetUtcNow(),
            Caller = caller.Arn,
            Region = region,
            Operation = found.Title,
            Resource = Resource(request, found.Service.Declaration),
        };
        AwsException? error = null;
        try
        {
            Constraints.Check(request, found.Model.Input, found.Service.Model.Protocol);
            return Execute(found, request, Context(caller, region, trace.Time, "127.0.0.1"), authorize: false);
        }
        catch (AwsException failure)
        {
            error = failure;
            throw;
        }
        finally
        {
            Record(trace, error?.Status ?? 200, error?.Code, started, "eso-internal");
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = entropy.Uuid();
        using var lease = activity.Begin("aws request");
        var trace = new Trace { Time = clock.GetUtcNow() };
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
            Record(trace, answer?.Status ?? 0, answer?.ErrorCode, started, UserAgent(http));
        }
    }

    private void Record(Trace trace, int status, string? error, long started, string agent) =>
        journal.Record(new JournalEntry(
            "aws",
            trace.Time,
            trace.Caller,
            trace.Operation,
            trace.Resource,
            status,
            error,
            Stopwatch.GetElapsedTime(started))
        {
            Region = trace.Region,
            UserAgent = agent,
        });

    private async Task<Answer> AnswerAsync(HttpContext http, string requestId, Trace trace)
    {
        Route? route = null;
        var wantsJson = false;
        try
        {
            var request = await AwsRequest.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
            wantsJson = request.WantsJson;
            route = Router.Find(request, registry);
            if (route is null)
            {
                // What STS does with a visitor's GET.
                http.Response.Headers.Location = "https://aws.amazon.com/iam";
                return new Answer(302, "text/html", ReadOnlyMemory<byte>.Empty);
            }

            trace.Operation = route.Operation?.Title
                ?? $"{route.Service?.Declaration.Name ?? "unknown"}.{Short(route.OperationName)}";
            var result = await RunAsync(request, route, trace, http.RequestAborted).ConfigureAwait(false);
            return route.Protocol == WireProtocol.Json
                ? AnswerWriting.Json(result, route.Operation!.Model)
                : AnswerWriting.Query(result, route.Operation!, requestId, wantsJson);
        }
        catch (AwsException error)
        {
            return Render(error, route, requestId, wantsJson, http);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or IOException or BadHttpRequestException))
        {
            // A mistake of ours: the client learns as much as AWS would tell, the owner of this world learns all.
            (options.OnFault ?? Complain)(fault);
            return Render(FrameworkErrors.Internal(), route, requestId, wantsJson, http);
        }
    }

    private async Task<JsonObject> RunAsync(AwsRequest request, Route route, Trace trace, CancellationToken cancel)
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
        var now = trace.Time;
        Caller caller;
        lock (World.Gate)
        {
            caller = Authentication.Identify(request, operation, World, options, now);
        }

        trace.Caller = caller.Arn;
        var members = route.Bind(request);
        trace.Resource = Resource(members, operation.Service.Declaration);
        Constraints.Check(members, operation.Model.Input, operation.Service.Model.Protocol);
        var context = Context(caller, region, now, request.SourceIp);
        if (operation.Code.Prepare is { } prepare)
        {
            context.Prepared = await prepare(members, context, cancel).ConfigureAwait(false);
        }

        return Execute(operation, members, context, authorize: true);
    }

    private OperationContext Context(Caller caller, string region, DateTimeOffset now, string sourceIp) => new()
    {
        Partition = Partitions.Of(region),
        Region = region,
        Account = caller.Account,
        Caller = caller,
        Now = now,
        Clock = clock,
        Entropy = entropy,
        World = World,
        Options = options,
        SourceIp = sourceIp,
    };

    private JsonObject Execute(BoundOperation operation, JsonObject members, OperationContext context, bool authorize)
    {
        List<object>? posted = null;
        try
        {
            lock (World.Gate)
            {
                try
                {
                    if (authorize && options.Iam != IamMode.Off && registry.Authorizer is { } authorizer)
                    {
                        authorizer.Authorize(new AuthorizationQuestion(
                            operation.Service.Declaration.Name,
                            operation.Model.Name,
                            operation.Service.Model.Protocol,
                            members,
                            context,
                            options.Iam,
                            context.SourceIp,
                            journal));
                    }

                    return operation.Code.Handle(members, context);
                }
                finally
                {
                    while (World.TryTake(out var work))
                    {
                        (posted ??= []).Add(work!);
                    }
                }
            }
        }
        finally
        {
            // Refused requests may leave work too: RotateSecret starts an unfinished rotation again.
            posted?.ForEach(work => rotations.Accept(work));
        }
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
        response.Headers.Date = clock.GetUtcNow().ToString("R");
        if (answer.ErrorCode is not null && answer.ContentType == AnswerWriting.JsonType)
        {
            response.Headers["x-amzn-ErrorType"] = answer.ErrorCode;
        }

        await response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private static string Resource(JsonObject members, IAwsService service)
    {
        foreach (var name in service.ResourceMembers)
        {
            switch (members[name])
            {
                case JsonArray list:
                    return Short(string.Join(",", list.Take(10).Select(v => v?.ToString())));
                case JsonValue value:
                    return Short(value.ToString());
            }
        }

        return "";
    }

    private static string Short(string text) => text.Length <= 256 ? text : text[..256];

    private static string UserAgent(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        var blank = agent.IndexOf(' ', StringComparison.Ordinal);
        return Short(blank < 0 ? agent : agent[..blank]);
    }

    private static void Complain(Exception fault) => Console.Error.WriteLine($"eso aws: {fault}");

    /// <summary>What the journal will say; filled in as the request becomes known.</summary>
    private sealed class Trace
    {
        public DateTimeOffset Time { get; init; }

        public string Caller { get; set; } = "";

        public string Operation { get; set; } = "unknown";

        public string Resource { get; set; } = "";

        public string Region { get; set; } = "";
    }
}
