using Eso.Emulator.Clock;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Clock;

public sealed class FlowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
#pragma warning disable RS0030 // The wait for quiet is bounded by real time.
    private static readonly TimeProvider Machine = TimeProvider.System;
#pragma warning restore RS0030

    [Fact]
    public async Task A_computation_that_holds_no_lease_is_waited_for_however_long_it_takes()
    {
        using var clock = Closed();
        using var probe = clock.Activity.AddProbe(static () => Quiet.Asleep + "operator: reconciling");
        using var go = new ManualResetEventSlim();
        using var computes = new SemaphoreSlim(0);
        var work = clock.Activity.Flow.RunAsync(() => Task.Run(() =>
        {
            computes.Release();
            go.Wait();
        }));
        await computes.WaitAsync();

        var settling = clock.SettleAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(60), Machine);

        settling.IsCompleted.Should().BeFalse();
        go.Set();
        await settling;
        await work;
    }

    [Fact]
    public async Task What_a_timer_wakes_has_gone_to_sleep_again_before_time_moves_on()
    {
        using var clock = Closed();
        var seen = new List<DateTimeOffset>();
        using var stop = new CancellationTokenSource();
        var work = clock.Activity.Flow.RunAsync(() => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), clock, stop.Token);
                await Task.Yield();
                await Task.Run(() => Thread.SpinWait(2_000));
                await Task.Yield();
                seen.Add(clock.GetUtcNow());
            }
        }));

        await clock.AdvanceAsync(TimeSpan.FromHours(2));

        seen.Should().Equal(Enumerable.Range(1, 120).Select(m => Start.AddMinutes(m)));
        await stop.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task Whoever_begins_work_inside_stays_outside()
    {
        using var clock = Closed();
        var flow = clock.Activity.Flow;

        await flow.RunAsync(async () =>
        {
            flow.RunningElsewhere.Should().Be(0, "the one who asks does not count");
            await Task.Yield();
        });

        flow.IsUsed.Should().BeTrue();
        await clock.SettleAsync();
        flow.RunningElsewhere.Should().Be(0);
    }

    private static WorldClock Closed() => new(ClockMode.Manual, Start, new Activity { IsClosed = true }, Machine);
}
