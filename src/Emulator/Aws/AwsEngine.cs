using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Aws.State;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Clock;
using Eso.Emulator.Journal;
using Eso.Emulator.State;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Eso.Emulator.Aws;

/// <summary>
/// The embedded AWS without HTTP: the world's state, and operations run on it under its gate: authorized, metered,
/// written to the state directory before they are answered, with the work they leave behind.
/// </summary>
internal sealed class AwsEngine : IDisposable
{
    private const string LogName = "aws";
    private readonly AwsServerOptions options;
    private readonly TimeProvider clock;
    private readonly Entropy entropy;
    private readonly Journal.Journal journal;
    private readonly RotationEngine rotations;
    private readonly StateLog? log;

    /// <exception cref="StateCorruptException">The state directory holds a damaged log.</exception>
    public AwsEngine(
        AwsServerOptions options, TimeProvider clock, Entropy entropy, Journal.Journal journal, Activity activity)
    {
        this.options = options;
        this.clock = clock;
        this.entropy = entropy;
        this.journal = journal;
        Usage = new UsageMeter(clock, World);
        Quotas = new Quotas(clock, options.Quotas);
        rotations = new RotationEngine(World, clock, entropy, activity, options.RotationFunctions, Call);
        if (options.StateDirectory is { } directory)
        {
            log = StateLog.Open(directory, LogName, change => AwsStateStore.Apply(World, change));
            World.TakeChanges();
            rotations.Rescan();
            Usage.AfterChange(clock.GetUtcNow());
        }
    }

    private static ServiceRegistry Registry => ServiceRegistry.Shared;

    public AwsWorld World { get; } = new();

    public UsageMeter Usage { get; }

    public Quotas Quotas { get; }

    public void Dispose()
    {
        rotations.Dispose();
        options.RotationFunctions.Dispose();
        log?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Forgets all state of all accounts and regions.</summary>
    public void Reset()
    {
        lock (World.Gate)
        {
            World.Clear();
            log?.Compact([]);
            rotations.Rescan();
            Usage.Reset();
        }
    }

    /// <summary>The whole state as one JSON document, secret values included.</summary>
    public JsonObject Snapshot()
    {
        lock (World.Gate)
        {
            return AwsStateStore.Snapshot(World);
        }
    }

    /// <summary>Replaces the whole state by a snapshot's.</summary>
    /// <exception cref="FormatException">It is no snapshot.</exception>
    public void Restore(JsonObject snapshot)
    {
        lock (World.Gate)
        {
            AwsStateStore.Restore(World, snapshot);
            log?.Compact(AwsStateStore.Live(World));
            rotations.Rescan();
            Usage.AfterChange(clock.GetUtcNow());
        }
    }

    /// <summary>The whole state for people to read; secret values only when asked for.</summary>
    public JsonObject Export(bool values)
    {
        lock (World.Gate)
        {
            return AwsExport.Write(World, values);
        }
    }

    public OperationContext Context(Caller caller, string region, DateTimeOffset now, string sourceIp) => new()
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

    /// <summary>Runs an operation; the answer is there once its changes are durable.</summary>
    public ValueTask<JsonObject> ExecuteAsync(
        BoundOperation operation, JsonObject members, OperationContext context, bool authorize)
    {
        List<object>? posted = null;
        Task? durable = null;
        JsonObject answer;
        try
        {
            lock (World.Gate)
            {
                try
                {
                    Usage.BeforeOperation(context.Now);
                    if (authorize)
                    {
                        Registry.Credentials?.Use(operation, context);
                        Authorize(operation, members, context);
                    }

                    answer = operation.Code.Handle(members, context);
                }
                finally
                {
                    durable = Keep(context.Now);
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

        return durable is null || durable.IsCompletedSuccessfully
            ? ValueTask.FromResult(answer)
            : new ValueTask<JsonObject>(AfterAsync(durable, answer));
    }

    /// <summary>
    /// Calls an operation from inside this process (a rotation function, a scenario's seed): checked and journaled as a
    /// request is, but neither signed nor authorized. Failures are <see cref="AwsException"/>s.
    /// </summary>
    public JsonObject Call(string service, string operation, JsonObject request, string account, string region)
    {
        var started = Stopwatch.GetTimestamp();
        var found = Registry.ByName(service)?.Operation(operation) ?? throw FrameworkErrors.UnknownOperation();
        var caller = new Caller(
            $"arn:{Partitions.Of(region)}:sts::{account}:assumed-role/eso-internal/eso",
            "AROAESOINTERNAL:eso",
            account,
            "");
        var trace = new CallTrace
        {
            Time = clock.GetUtcNow(),
            Caller = caller.Arn,
            Region = region,
            Operation = found.Title,
            Resource = CallTrace.ResourceOf(request, found.Service.Declaration),
            UserAgent = "eso-internal",
        };
        AwsException? error = null;
        try
        {
            Constraints.Check(request, found.Model.Input, found.Service.Model.Protocol);
            return ExecuteAsync(found, request, Context(caller, region, trace.Time, "127.0.0.1"), authorize: false)
                .AsTask().GetAwaiter().GetResult();
        }
        catch (AwsException failure)
        {
            error = failure;
            throw;
        }
        finally
        {
            Record(trace, error?.Status ?? 200, error?.Code, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Journals and meters one call.</summary>
    public void Record(CallTrace trace, int status, string? error, TimeSpan elapsed)
    {
        Usage.Count(trace.Operation, trace.Caller, error);
        journal.Record(new JournalEntry(
            "aws", trace.Time, trace.Caller, trace.Operation, trace.Resource, status, error, elapsed)
        {
            Region = trace.Region,
            UserAgent = trace.UserAgent,
        });
    }

    private static async Task<JsonObject> AfterAsync(Task durable, JsonObject answer)
    {
        await durable.ConfigureAwait(false);
        return answer;
    }

    private void Authorize(BoundOperation operation, JsonObject members, OperationContext context)
    {
        if (options.Iam != IamMode.Off && Registry.Authorizer is { } authorizer)
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
    }

    // Under the gate: the log's order is the order of the changes.
    private Task? Keep(DateTimeOffset now)
    {
        var changed = World.TakeChanges();
        if (changed.Count == 0)
        {
            return null;
        }

        Usage.AfterChange(now);
        if (log is null)
        {
            return null;
        }

        if (log.WantsCompaction)
        {
            log.Compact(AwsStateStore.Live(World));
        }

        return log.WhenDurableAsync(AwsStateStore.Changes(World, changed));
    }
}

/// <summary>What the journal will say of one call; filled in as the request becomes known.</summary>
internal sealed class CallTrace
{
    private const int TextMax = 256;

    public DateTimeOffset Time { get; init; }

    public string Caller { get; set; } = "";

    public string Operation { get; set; } = "unknown";

    public string Resource { get; set; } = "";

    public string Region { get; set; } = "";

    public string UserAgent { get; init; } = "";

    /// <summary>What a request is about: names and ids only.</summary>
    public static string ResourceOf(JsonObject members, IAwsService service)
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

    public static string Short(string text) => text.Length <= TextMax ? text : text[..TextMax];
}
