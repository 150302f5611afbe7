using System.Buffers;
using System.Text;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Faults;
using Eso.Emulator.Faults.Kinds;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Eso.Unit.Emulator.Faults;

/// <summary>What faults make of the events of a running watch.</summary>
public sealed class WatchFaultTests : IAsyncLifetime
{
    private readonly WorldClock clock = new(ClockMode.Manual, DateTimeOffset.UnixEpoch, new Activity(), Machine);
    private readonly FaultBoard board;
    private readonly TaskCompletionSource<HttpContext> served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpMessageInvoker door;
    private HttpResponseMessage? response;
    private StreamReader? reader;

    public WatchFaultTests()
    {
        board = new FaultBoard(clock, new Entropy(1));
        door = new HttpMessageInvoker(new InMemoryDoor(board.Guard("kube", async http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers["Audit-Id"] = "w";
            await http.Response.BodyWriter.FlushAsync();
            served.SetResult(http);
            await over.Task.WaitAsync(http.RequestAborted);
        })));
    }

#pragma warning disable RS0030 // The wait for quiet is bounded by real time.
    private static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030

    public async Task InitializeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://kube/api/v1/secrets?watch=true");
        response = await door.SendAsync(request, CancellationToken.None);
        reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await served.Task;
    }

    public Task DisposeAsync()
    {
        over.TrySetResult();
        response?.Dispose();
        door.Dispose();
        clock.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Without_faults_events_pass()
    {
        await SendAsync("a", "b");

        (await TakeAsync(2)).Should().Equal("a", "b");
        board.Skew("w").Should().Be(0);
    }

    [Fact]
    public async Task A_stalled_watch_delivers_when_it_has_healed()
    {
        board.Inject("s", new WatchStalled());
        await SendAsync("a", "b");
        board.Skew("w").Should().BeNegative();

        board.Heal("s");
        await SendAsync("c");

        (await TakeAsync(3)).Should().Equal("a", "b", "c");
        board.Skew("w").Should().Be(0);
    }

    [Fact]
    public async Task Events_arrive_twice()
    {
        board.Inject("d", new WatchDuplicated { Count = 1 });
        await SendAsync("a", "b");

        (await TakeAsync(3)).Should().Equal("a", "a", "b");
        board.Skew("w").Should().BePositive();
    }

    [Fact]
    public async Task Events_change_places()
    {
        board.Inject("r", new WatchReordered { Count = 1 });
        await SendAsync("a", "b", "c");

        (await TakeAsync(3)).Should().Equal("b", "a", "c");
        board.Skew("w").Should().Be(0);
    }

    [Fact]
    public async Task An_event_with_none_behind_it_comes_a_second_late()
    {
        board.Inject("r", new WatchReordered { Count = 1 });
        await SendAsync("a");
        board.Skew("w").Should().BeNegative();

        await clock.AdvanceAsync(TimeSpan.FromSeconds(1));

        (await TakeAsync(1)).Should().Equal("a");
    }

    [Fact]
    public async Task Dropped_events_stay_away_until_the_next_list()
    {
        board.Inject("d", new EventsDropped());
        await SendAsync("a");
        using (var list = new HttpRequestMessage(HttpMethod.Get, "http://kube/api/v1/secrets"))
        {
            _ = door.SendAsync(list, CancellationToken.None);
        }

        board.List().Should().BeEmpty();
        await SendAsync("b");
        (await TakeAsync(1)).Should().Equal("b");
    }

    [Fact]
    public async Task A_fault_may_be_about_one_object()
    {
        board.Inject("d", new WatchBookmarksOnly { On = new FaultTarget { Name = "a" } });
        await SendAsync("a", "b");

        (await TakeAsync(1)).Should().Equal("b");
    }

    [Fact]
    public async Task A_running_watch_is_cut_when_its_time_is_over()
    {
        board.Inject("c", new WatchClosed { Lifetime = TimeSpan.FromSeconds(5) });
        await clock.AdvanceAsync(TimeSpan.FromSeconds(5));

        var read = async () => await reader!.ReadLineAsync();

        await read.Should().ThrowAsync<IOException>();
        board.Idle().Should().BeEmpty();
    }

    [Fact]
    public async Task A_window_lets_go_of_what_was_held()
    {
        board.Inject("s", new WatchStalled { Window = TimeSpan.FromMinutes(1) });
        await SendAsync("a");

        await clock.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await TakeAsync(1)).Should().Equal("a");
    }

    [Fact]
    public void A_fault_that_met_nothing_is_known()
    {
        board.Inject("t", new AwsThrottle());
        board.Heal("t");

        board.Idle().Should().Equal(("t", "awsThrottle"));
    }

    private async Task SendAsync(params string[] names)
    {
        var http = await served.Task;
        foreach (var name in names)
        {
            var line = """{"type":"MODIFIED","object":{"kind":"Secret","metadata":{"labels":{"name":"x"},"name":"NAME","namespace":"app"},"data":{}}}"""
                .Replace("NAME", name, StringComparison.Ordinal) + "\n";
            http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes(line));
        }

        await http.Response.BodyWriter.FlushAsync();
    }

    private async Task<IReadOnlyList<string>> TakeAsync(int count)
    {
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var line = await reader!.ReadLineAsync() ?? "";
            names.Add((string)System.Text.Json.Nodes.JsonNode.Parse(line)!["object"]!["metadata"]!["name"]!);
        }

        return names;
    }
}
