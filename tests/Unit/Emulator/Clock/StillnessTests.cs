using System.Diagnostics;
using Eso.Emulator.Clock;
using FluentAssertions;
using Xunit;
using Activity = Eso.Emulator.Clock.Activity;

namespace Eso.Unit.Emulator.Clock;

/// <summary>Many worlds at once on a pool that is never idle: no time moves on while a piece of a world's work is queued.</summary>
public sealed class StillnessTests
{
    private const int Minutes = 30;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
#pragma warning disable RS0030 // The wait for quiet is bounded by real time.
    private static readonly TimeProvider Machine = TimeProvider.System;
#pragma warning restore RS0030

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(12, 0)]
    [InlineData(6, 2)]
    public async Task Every_piece_of_work_sees_the_time_it_fell_due_at(int worlds, int strangers)
    {
        using var stop = new CancellationTokenSource();
        var noise = Enumerable.Range(0, strangers).Select(i => Task.Run(() => NoiseAsync(i, stop.Token))).ToArray();

        var seen = await Task.WhenAll(
            Enumerable.Range(0, worlds).Select(i => Task.Run(() => new Flow().RunAsync(() => LiveAsync(i, Minutes)))));

        await stop.CancelAsync();
        await Task.WhenAll(noise);
        foreach (var times in seen)
        {
            times.Should().OnlyContain(t => t.Due == t.Seen).And.HaveCount((4 * Minutes) - 3);
        }
    }

    [Fact]
    public async Task However_long_strangers_keep_the_pool_no_work_is_passed_over()
    {
        using var stop = new CancellationTokenSource();
        var noise = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(() => HogAsync(stop.Token))).ToArray();

        var times = await Task.Run(() => new Flow().RunAsync(() => LiveAsync(1, 2)));

        await stop.CancelAsync();
        await Task.WhenAll(noise);
        times.Should().OnlyContain(t => t.Due == t.Seen).And.HaveCount(5);
    }

    /// <summary>A host that awaits in a queue of its own has what the world's work queues in that queue, unless it leaves.</summary>
    [Fact]
    public async Task A_hosts_own_queue_holds_nothing_of_a_world()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new HostQueue());
        Task<IReadOnlyList<(DateTimeOffset Due, DateTimeOffset Seen)>> living;
        try
        {
            living = LiveAsync(2, 2);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        (await living).Should().OnlyContain(t => t.Due == t.Seen).And.HaveCount(5);
    }

    /// <summary>Four workers that wake every minute and take different ways through the pool before they look at the clock.</summary>
    private static async Task<IReadOnlyList<(DateTimeOffset Due, DateTimeOffset Seen)>> LiveAsync(int seed, int minutes)
    {
        using var clock = new WorldClock(ClockMode.Manual, Start, new Activity { IsClosed = true }, Machine);
        using var stop = new CancellationTokenSource();
        var seen = new List<(DateTimeOffset, DateTimeOffset)>();
        var workers = new Task[4];
        await clock.Activity.Flow.RunAsync(() =>
        {
            for (var i = 0; i < workers.Length; i++)
            {
                var worker = i;
                workers[i] = WorkAsync(worker, new Random((seed * 31) + worker));
            }

            return Task.CompletedTask;
        });
        await clock.AdvanceAsync(TimeSpan.FromMinutes(minutes));
        await stop.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return seen;

        async Task WorkAsync(int worker, Random random)
        {
            for (var minute = 1; ; minute++)
            {
                var due = Start.AddMinutes(minute).AddSeconds(worker);
                await Task.Delay(due - clock.GetUtcNow(), clock, stop.Token);
                await HopsAsync(random);
                lock (seen)
                {
                    seen.Add((due, clock.GetUtcNow()));
                }
            }
        }
    }

    private static async Task HopsAsync(Random random)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            switch (random.Next(5))
            {
                case 0:
                    await Task.Yield();
                    break;
                case 1:
                    await Task.Run(() => Thread.SpinWait(500));
                    break;
                case 2:
                    var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    ThreadPool.UnsafeQueueUserWorkItem(static l => l.SetResult(), later, preferLocal: true);
                    await later.Task;
                    break;
                case 3:
                    // Several things queued locally at once: the idle thread steals the oldest.
                    await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
                    {
                        await Task.Yield();
                        Thread.SpinWait(200);
                    })));
                    break;
                default:
                    await Task.Factory.StartNew(
                        static () => Thread.SpinWait(50), CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
                    break;
            }
        }
    }

    /// <summary>Work of nobody's world: pieces without an end, most short, some long.</summary>
    private static async Task NoiseAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            Thread.SpinWait(random.Next(500) == 0 ? 100_000 : random.Next(2_000));
            await Task.Yield();
        }
    }

    /// <summary>Work of nobody's world that holds each thread it gets for longer than most worlds need for everything.</summary>
    private static async Task HogAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Spin(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }
    }

    private static void Spin(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            Thread.SpinWait(1_000);
        }
    }

    /// <summary>A test host's context: what is posted waits for its turn, outside of the pool.</summary>
    private sealed class HostQueue : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => new Thread(() =>
        {
            Spin(TimeSpan.FromMilliseconds(5));
            d(state);
        }).Start();
    }
}
