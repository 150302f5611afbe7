using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Aws;
using Eso.Unit.Operator.Providers;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Aws;

public sealed class AwsLaneTests(ITestOutputHelper output)
{
    /// <summary>Parameter Store's default: 40 calls a second for the whole account.</summary>
    [Fact]
    public async Task Many_parameters_at_forty_calls_a_second_are_read_in_nearly_ideal_time()
    {
        const int Objects = 500;
        var clock = new SteppedClock();
        var aws = new Metered(clock, 40);
        var provider = new AwsProvider(ProviderWorld.Services(aws: aws) with { Clock = clock });
        var world = new ProviderWorld();
        world.Secrets["team/aws"] = new Dictionary<string, Eso.Operator.Secrets.SecretBytes>
        {
            ["id"] = Eso.Operator.Secrets.SecretBytes.FromText("a"),
            ["secret"] = Eso.Operator.Secrets.SecretBytes.FromText("b"),
        };
        await using var client = await provider.ConnectAsync(
            world.Store("""
                {"service":"ParameterStore","region":"eu-west-1","auth":{"secretRef":{
                 "accessKeyIDSecretRef":{"name":"aws","key":"id"},"secretAccessKeySecretRef":{"name":"aws","key":"secret"}}}}
                """),
            default);

        // As many readers as the operator has reconciles for one store.
        var next = -1;
        var readers = Enumerable.Range(0, 48).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Objects;)
            {
                var read = await client.GetSecretAsync(new RemoteRef($"/single/{i}"), default);
                Assert.Equal($"v/single/{i}", read.Value.RevealText());
            }
        })).ToArray();
        var began = clock.GetUtcNow();
        await clock.RunAsync(Task.WhenAll(readers));
        var took = clock.GetUtcNow() - began;

        output.WriteLine($"{Objects} parameters: {took.TotalSeconds:0.0} s, {aws.Served} calls served, {aws.Refused} refused");
        Assert.InRange(took.TotalSeconds, 0, 1.5 * aws.Served / 40.0 + 1);
        Assert.InRange(aws.Refused, 0, aws.Served);
    }

    [Fact]
    public async Task Lane_is_free_until_it_is_throttled_and_again_when_all_is_well()
    {
        var clock = new SteppedClock();
        var lane = new AwsLane(clock);
        await lane.TurnAsync(null, default);
        Assert.Null(lane.Rate);

        lane.Throttled();
        Assert.InRange(lane.Rate!.Value, 0.5, 20);

        clock.Step(TimeSpan.FromHours(1));
        await lane.TurnAsync(null, default);
        Assert.Null(lane.Rate);
    }

    /// <summary>Answers so many calls a second, in batches only up to their true size, and throttles the rest.</summary>
    private sealed class Metered(SteppedClock clock, double perSecond) : HttpMessageHandler
    {
        private readonly Lock gate = new();
        private double tokens;
        private DateTimeOffset filled = clock.GetUtcNow();

        public int Served { get; private set; }

        public int Refused { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancel))!;
            lock (gate)
            {
                var now = clock.GetUtcNow();
                tokens = Math.Min(perSecond, tokens + perSecond * (now - filled).TotalSeconds);
                filled = now;
                if (tokens < 1)
                {
                    Refused++;
                    return Answer(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""");
                }

                tokens--;
                Served++;
            }

            // Half of the accounts may not read in batches; this one may not.
            if (body["Names"] is JsonArray)
            {
                return Answer(400, """{"__type":"AccessDeniedException","message":"no"}""");
            }

            var name = body["Name"]!.GetValue<string>();
            return Answer(200, $$"""{"Parameter":{"Name":"{{name}}","Value":"v{{name}}","Version":1} }""");
        }

        private static HttpResponseMessage Answer(int status, string body) =>
            new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
    }

    /// <summary>A clock that jumps to the next timer whenever nothing has happened for a moment.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private readonly Lock gate = new();
        private readonly List<Alarm> alarms = [];
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long touched;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow()
        {
            lock (gate)
            {
                touched++;
                return now;
            }
        }

        public override long GetTimestamp() => GetUtcNow().Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var alarm = new Alarm(this, () => callback(state));
            alarm.Change(dueTime, period);
            return alarm;
        }

        public void Step(TimeSpan by)
        {
            lock (gate)
            {
                now += by;
            }
        }

        public async Task RunAsync(Task until)
        {
            while (!until.IsCompleted)
            {
                long before;
                do
                {
                    before = Interlocked.Read(ref touched);
#pragma warning disable RS0030 // The machine's clock paces the look for quiet; time itself is this clock's.
                    await Task.Delay(TimeSpan.FromMilliseconds(2), System);
#pragma warning restore RS0030
                }
                while (before != Interlocked.Read(ref touched) && !until.IsCompleted);
                Next()?.Ring();
            }

            await until;
        }

        private Alarm? Next()
        {
            lock (gate)
            {
                var next = alarms.MinBy(a => a.Due);
                if (next is not null)
                {
                    alarms.Remove(next);
                    now = next.Due > now ? next.Due : now;
                }

                return next;
            }
        }

        private sealed class Alarm(SteppedClock clock, Action ring) : ITimer
        {
            public DateTimeOffset Due { get; private set; }

            public void Ring() => ring();

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                lock (clock.gate)
                {
                    clock.alarms.Remove(this);
                    if (dueTime >= TimeSpan.Zero)
                    {
                        Due = clock.now + dueTime;
                        clock.alarms.Add(this);
                    }
                }

                return true;
            }

            public void Dispose() => Change(Timeout.InfiniteTimeSpan, default);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
