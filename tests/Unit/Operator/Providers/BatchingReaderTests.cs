using System.Collections.Concurrent;
using Eso.Operator.Providers.Aws;
using Eso.Unit.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Providers;

public sealed class BatchingReaderTests
{
    private readonly ConcurrentQueue<int> calls = new();
    private readonly SemaphoreSlim answers = new(0);
    private readonly SemaphoreSlim called = new(0);

    [Fact]
    public async Task While_a_call_is_under_way_others_wait_until_they_are_full()
    {
        using var clock = ManualClock.New();
        var reader = Reader(clock);
        var first = reader.ReadAsync(0, default);
        await called.WaitAsync();

        var more = Enumerable.Range(1, 45).Select(i => reader.ReadAsync(i, default)).ToList();
        await called.WaitAsync();
        await called.WaitAsync();
        calls.Should().Equal(1, 20, 20);

        answers.Release(4);
        (await Task.WhenAll(more)).Should().Equal(Enumerable.Range(1, 45));
        (await first).Should().Be(0);
        calls.Should().Equal(1, 20, 20, 5);
    }

    [Fact]
    public async Task A_call_that_hangs_holds_nobody_up_for_long()
    {
        using var clock = ManualClock.New();
        var reader = Reader(clock);
        _ = reader.ReadAsync(0, default);
        await called.WaitAsync();
        var second = reader.ReadAsync(1, default);
        calls.Should().Equal(1);

        await clock.AdvanceAsync(1);
        await called.WaitAsync();
        calls.Should().Equal(1, 1);
        answers.Release(2);
        (await second).Should().Be(1);
    }

    [Fact]
    public async Task Readers_of_one_key_share_it()
    {
        using var clock = ManualClock.New();
        var reader = Reader(clock);
        _ = reader.ReadAsync(0, default);
        await called.WaitAsync();

        var same = Enumerable.Range(0, 30).Select(_ => reader.ReadAsync(7, default)).ToList();
        answers.Release(2);

        (await Task.WhenAll(same)).Should().AllBeEquivalentTo(7);
        calls.Should().Equal(1, 1);
    }

    private BatchingReader<int, int> Reader(TimeProvider clock) => new(
        clock,
        20,
        static _ => true,
        async key =>
        {
            await CallAsync(1);
            return key;
        },
        async keys =>
        {
            await CallAsync(keys.Count);
            return keys.ToDictionary(k => k, k => k);
        });

    private async Task CallAsync(int keys)
    {
        calls.Enqueue(keys);
        called.Release();
        await answers.WaitAsync();
    }
}
