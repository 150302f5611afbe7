using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Faults;
using Eso.Emulator.Faults.Kinds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Eso.Unit.Emulator.Faults;

public sealed class FaultBoardTests
{
    private static readonly Location Here = new("f.yaml", 1, 1);

    [Fact]
    public async Task A_fault_hits_its_target_so_often_as_it_was_told_and_nothing_else()
    {
        var world = new Fixture();
        world.Board.Inject("t", FaultReading.Read("kubeError", Keys("""{"status":409,"count":2,"after":1,"on":{"verb":"update","resource":"secrets"}}"""), Here));

        var answers = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await world.SendAsync(HttpMethod.Put, "/api/v1/namespaces/app/secrets/db"));
        }

        answers.Should().Equal(200, 409, 409, 200, 200);
        (await world.SendAsync(HttpMethod.Get, "/api/v1/namespaces/app/secrets/db")).Should().Be(200);
        world.Board.List().Should().BeEmpty();
    }

    [Fact]
    public async Task A_lost_acknowledgement_was_carried_out()
    {
        var world = new Fixture();
        world.Board.Inject("l", new LostAcknowledgement());

        var send = () => world.SendAsync(HttpMethod.Post, "/api/v1/namespaces/app/secrets");

        await send.Should().ThrowAsync<Exception>();
        world.Served.Should().Be(1);
    }

    [Fact]
    public async Task A_reset_connection_was_not()
    {
        var world = new Fixture();
        world.Board.Inject("r", new ConnectionReset());

        var send = () => world.SendAsync(HttpMethod.Post, "/api/v1/namespaces/app/secrets");

        await send.Should().ThrowAsync<Exception>();
        world.Served.Should().Be(0);
    }

    [Fact]
    public async Task A_window_ends_on_the_worlds_clock()
    {
        var world = new Fixture();
        world.Board.Inject("w", new KubeError { Window = TimeSpan.FromMinutes(1) });
        (await world.SendAsync(HttpMethod.Get, "/api/v1/nodes")).Should().Be(500);

        await world.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await world.SendAsync(HttpMethod.Get, "/api/v1/nodes")).Should().Be(200);
    }

    [Theory]
    [InlineData("awsThrotle", "{}", "there is no fault 'awsThrotle', did you mean 'awsThrottle'?")]
    [InlineData("latency", "{}", "latency needs 'by': How late, e.g. 3s.")]
    [InlineData("kubeError", """{"statu":1}""", "kubeError has no 'statu', did you mean 'status'?")]
    public void A_wrong_fault_is_told(string kind, string keys, string message)
    {
        var read = () => FaultReading.Read(kind, Keys(keys), Here);

        read.Should().Throw<ScenarioError>().Which.Problem.Should().Be(message);
    }

    private static JsonObject Keys(string json) => JsonNode.Parse(json)!.AsObject();

    private sealed class Fixture
    {
        private readonly HttpMessageInvoker door;

        public Fixture()
        {
#pragma warning disable RS0030 // The wait for quiet is bounded by real time.
            Clock = new WorldClock(ClockMode.Manual, DateTimeOffset.UnixEpoch, new Activity(), TimeProvider.System);
#pragma warning restore RS0030
            Board = new FaultBoard(Clock, new Entropy(1));
            door = new HttpMessageInvoker(new InMemoryDoor(Board.Guard("kube", http =>
            {
                Served++;
                return http.Response.WriteAsync("{}");
            })));
        }

        public WorldClock Clock { get; }

        public FaultBoard Board { get; }

        public int Served { get; private set; }

        public async Task<int> SendAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, "http://kube" + path);
            using var response = await door.SendAsync(request, CancellationToken.None);
            return (int)response.StatusCode;
        }
    }
}
