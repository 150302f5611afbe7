using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Emulator.Clock;
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
        using var clock = Manual();
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
        var began = clock.GetUtcNow();
        var reading = clock.Activity.Flow.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 48).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Objects;)
            {
                var read = await client.GetSecretAsync(new RemoteRef($"/single/{i}"), default);
                Assert.Equal($"v/single/{i}", read.Value.RevealText());
            }
        }))));
        await clock.SettleAsync();
        while (!reading.IsCompleted && await clock.AdvanceToNextAsync(DateTimeOffset.MaxValue))
        {
            // From one due time to the next, each with the world at rest.
        }

        await reading;
        var took = clock.GetUtcNow() - began;

        output.WriteLine($"{Objects} parameters: {took.TotalSeconds:0.0} s, {aws.Served} calls served, {aws.Refused} refused");
        Assert.InRange(took.TotalSeconds, 0, 1.5 * aws.Served / 40.0 + 1);
        Assert.InRange(aws.Refused, 0, aws.Served);
    }

    [Fact]
    public async Task Lane_is_free_until_it_is_throttled_and_again_when_all_is_well()
    {
        using var clock = Manual();
        var lane = new AwsLane(clock);
        await lane.TurnAsync(null, default);
        Assert.Null(lane.Rate);

        lane.Throttled();
        Assert.InRange(lane.Rate!.Value, 0.5, 20);

        await clock.AdvanceAsync(TimeSpan.FromHours(1));
        await lane.TurnAsync(null, default);
        Assert.Null(lane.Rate);
    }

#pragma warning disable RS0030 // The wait for quiet is bounded by real time; the world's own is manual.
    private static WorldClock Manual() =>
        new(ClockMode.Manual, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new Activity { IsClosed = true }, TimeProvider.System);
#pragma warning restore RS0030

    /// <summary>Answers so many calls a second, in batches only up to their true size, and throttles the rest.</summary>
    private sealed class Metered(WorldClock clock, double perSecond) : HttpMessageHandler
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
}
