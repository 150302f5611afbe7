using Eso.Emulator.Clock;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Clock;

public sealed class WorldClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Timers_fire_in_due_order_each_at_its_own_time()
    {
        using var clock = Manual();
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var late = Timer(clock, "late", 30, fired);
        using var early = Timer(clock, "early", 10, fired);
        using var beyond = Timer(clock, "beyond", 90, fired);

        await clock.AdvanceAsync(TimeSpan.FromSeconds(60));

        fired.Should().Equal(("early", Start.AddSeconds(10)), ("late", Start.AddSeconds(30)));
        clock.GetUtcNow().Should().Be(Start.AddSeconds(60));
    }

    [Fact]
    public async Task A_timer_made_by_a_timer_still_fires_within_the_same_advance()
    {
        using var clock = Manual();
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var first = clock.CreateTimer(
            _ => Timer(clock, "second", 5, fired), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        await clock.AdvanceAsync(TimeSpan.FromSeconds(11));

        fired.Should().Equal(("second", Start.AddSeconds(10)));
    }

    [Fact]
    public async Task Periodic_timers_fire_at_each_period_and_stop_when_disposed()
    {
        using var clock = Manual();
        var times = 0;
        var timer = clock.CreateTimer(_ => times++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        await clock.AdvanceAsync(TimeSpan.FromSeconds(5));
        await timer.DisposeAsync();
        await clock.AdvanceAsync(TimeSpan.FromSeconds(5));

        times.Should().Be(5);
    }

    [Fact]
    public async Task Task_delay_ends_before_the_advance_does()
    {
        using var clock = Manual();
        var seen = DateTimeOffset.MinValue;
        var work = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), clock);
            using (clock.Activity.Begin("work"))
            {
                await Task.Yield();
                seen = clock.GetUtcNow();
            }
        });
        while (clock.PendingTimers == 0)
        {
            await Task.Yield();
        }

        await clock.AdvanceAsync(TimeSpan.FromHours(1));

        work.IsCompletedSuccessfully.Should().BeTrue();
        seen.Should().Be(Start.AddMinutes(1));
    }

    [Fact]
    public async Task A_world_that_never_gets_quiet_is_told_by_name()
    {
        using var clock = Manual(TimeSpan.FromMilliseconds(50));
        using var lease = clock.Activity.Begin("aws GetSecretValue");

        var advance = () => clock.AdvanceAsync(TimeSpan.FromSeconds(1));

        (await advance.Should().ThrowAsync<NotQuietException>()).Which.Message.Should().Contain("aws GetSecretValue");
    }

    [Fact]
    public async Task Soft_work_with_nothing_moving_counts_as_quiet()
    {
        using var clock = Manual();
        using var probe = clock.Activity.AddProbe(() => Quiet.Soft + "operator: reconciling");

        await clock.AdvanceAsync(TimeSpan.FromSeconds(1));

        clock.GetUtcNow().Should().Be(Start.AddSeconds(1));
    }

    [Fact]
    public async Task A_real_world_jumps_and_goes_on()
    {
#pragma warning disable RS0030 // A real world runs on the machine's clock; that is what is tested.
        using var clock = new WorldClock(ClockMode.Real, Start, new Activity(), TimeProvider.System);
#pragma warning restore RS0030
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var timer = Timer(clock, "hourly", 3600, fired);

        await clock.AdvanceAsync(TimeSpan.FromHours(2));

        fired.Should().ContainSingle().Which.At.Should().BeCloseTo(Start.AddHours(1), TimeSpan.FromSeconds(20));
        clock.GetUtcNow().Should().BeOnOrAfter(Start.AddHours(2));
    }

    private static WorldClock Manual(TimeSpan? deadline = null) =>
#pragma warning disable RS0030 // The wait for quiet is bounded by real time.
        new(ClockMode.Manual, Start, new Activity(), TimeProvider.System) { QuietDeadline = deadline ?? TimeSpan.FromSeconds(30) };
#pragma warning restore RS0030

    private static ITimer Timer(WorldClock clock, string name, int seconds, List<(string Name, DateTimeOffset At)> fired) =>
        clock.CreateTimer(_ => fired.Add((name, clock.GetUtcNow())), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
