using Eso.Kubernetes.Queues;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Kubernetes;

public sealed class WorkQueueTests
{
    [Fact]
    public async Task A_key_waits_only_once()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        queue.Add("a");
        queue.Add("a", Lane.Refresh);

        (await queue.TakeAsync()).Key.Should().Be("a");

        queue.ReadyCount.Should().Be(0);
    }

    [Fact]
    public async Task A_key_added_while_worked_on_comes_again_after_it_is_done()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        queue.Add("a");
        await queue.TakeAsync();
        queue.Add("a");
        queue.ReadyCount.Should().Be(0);

        queue.Done("a");

        (await queue.TakeAsync()).Key.Should().Be("a");
    }

    [Fact]
    public async Task New_keys_pass_refreshes_and_a_refresh_moves_up_when_it_becomes_new()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        queue.Add("old", Lane.Refresh);
        queue.Add("edited", Lane.Refresh);
        queue.Add("new");
        queue.Add("edited");

        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            order.Add((await queue.TakeAsync()).Key);
        }

        order.Should().Equal("new", "edited", "old");
    }

    [Fact]
    public async Task Refreshes_do_not_starve_behind_a_stream_of_new_keys()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<int>(clock);
        queue.Add(-1, Lane.Refresh);
        for (var i = 0; i < 40; i++)
        {
            queue.Add(i);
        }

        var before = 0;
        while ((await queue.TakeAsync()).Key != -1)
        {
            before++;
        }

        before.Should().Be(16);
    }

    [Fact]
    public async Task A_scheduled_key_becomes_ready_when_its_time_comes_and_a_later_schedule_replaces_it()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        queue.Schedule("a", TimeSpan.FromSeconds(10));
        queue.Schedule("a", TimeSpan.FromSeconds(20));
        queue.Schedule("b", TimeSpan.FromSeconds(5));

        await clock.AdvanceAsync(15);
        queue.ReadyCount.Should().Be(1);
        (await queue.TakeAsync()).Key.Should().Be("b");

        await clock.AdvanceAsync(5);
        (await queue.TakeAsync()).Key.Should().Be("a");
    }

    [Fact]
    public void Backoff_doubles_to_its_maximum_and_starts_anew_after_success()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        var waits = Enumerable.Range(0, 12).Select(_ => queue.Retry("a").TotalSeconds).ToList();

        waits.Should().Equal(1, 2, 4, 8, 16, 32, 64, 128, 256, 420, 420, 420);
        queue.Forget("a");
        queue.Retry("a").Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_group_that_hangs_leaves_room_for_others()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock, new WorkQueueOptions<string>
        {
            GroupOf = key => key[..1],
            GroupBusyMax = 2,
        });
        foreach (var key in new[] { "s1", "s2", "s3", "f1" })
        {
            queue.Add(key);
        }

        var taken = new List<string> { (await queue.TakeAsync()).Key, (await queue.TakeAsync()).Key, (await queue.TakeAsync()).Key };
        taken.Should().Equal("s1", "s2", "f1");
        queue.ReadyCount.Should().Be(1);

        var next = queue.TakeAsync();
        next.IsCompleted.Should().BeFalse();
        queue.Done("s1");

        (await next).Key.Should().Be("s3");
    }

    [Fact]
    public async Task New_keys_pass_refreshes_that_wait_for_a_place_in_their_group()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock, Groups(busyMax: 2, reserve: 0));
        foreach (var key in new[] { "s1", "s2", "s3", "s4" })
        {
            queue.Add(key, Lane.Refresh);
        }

        var taken = new List<string> { (await queue.TakeAsync()).Key, (await queue.TakeAsync()).Key };
        var next = queue.TakeAsync();
        queue.Add("sNew");
        queue.Done("s1");

        taken.Should().Equal("s1", "s2");
        (await next).Key.Should().Be("sNew");
    }

    [Fact]
    public async Task Refreshes_leave_places_of_their_group_to_new_keys()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock, Groups(busyMax: 3, reserve: 1));
        foreach (var key in new[] { "s1", "s2", "s3", "s4" })
        {
            queue.Add(key, Lane.Refresh);
        }

        await queue.TakeAsync();
        await queue.TakeAsync();
        var next = queue.TakeAsync();
        next.IsCompleted.Should().BeFalse("the third place is for new keys");
        queue.Add("sNew");

        (await next).Key.Should().Be("sNew");
        queue.Done("s1");
        (await queue.TakeAsync()).Key.Should().Be("s3");
    }

    [Fact]
    public async Task Refreshes_of_a_group_do_not_starve_behind_its_new_keys()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock, Groups(busyMax: 1, reserve: 0));
        queue.Add("s0");
        await queue.TakeAsync();
        var next = queue.TakeAsync();
        queue.Add("sOld", Lane.Refresh);
        for (var i = 0; i < 100; i++)
        {
            queue.Add($"s{i}New");
        }

        var order = new List<string>();
        for (var last = "s0"; order.Count < 30; last = order[^1])
        {
            queue.Done(last);
            order.Add((await next).Key);
            next = queue.TakeAsync();
        }

        order.Should().Contain("sOld");
    }

    private static WorkQueueOptions<string> Groups(int busyMax, int reserve) => new()
    {
        GroupOf = key => key[..1],
        GroupBusyMax = busyMax,
        GroupNewReserve = reserve,
    };

    [Fact]
    public async Task A_closed_queue_lets_its_takers_go()
    {
        using var clock = ManualClock.New();
        using var queue = new WorkQueue<string>(clock);
        var waiting = queue.TakeAsync();

        queue.Close();

        (await waiting).Open.Should().BeFalse();
    }
}
