using Eso.Emulator.Journal;
using Xunit;

namespace Eso.Unit.Emulator;

public sealed class JournalTests
{
    private const int Capacity = 600;

    [Fact]
    public void Entries_come_back_as_they_were_numbered_from_one()
    {
        var journal = new Journal();

        journal.Record(Entry(1) with { Error = "Throttling", Status = 400, Region = "eu-west-1", UserAgent = "boto3" });
        journal.Record(Entry(2) with { Target = "kube" });

        Assert.Equal(
            [Entry(1) with { Error = "Throttling", Status = 400, Region = "eu-west-1", UserAgent = "boto3", Sequence = 1 }],
            journal.Read("aws"));
        Assert.Equal([Entry(2) with { Target = "kube", Sequence = 2 }], journal.Read(after: 1));
    }

    [Fact]
    public void The_newest_stay_when_it_is_full_and_the_rest_is_counted()
    {
        var journal = new Journal(Capacity);
        for (var i = 1; i <= (2 * Capacity) + 1; i++)
        {
            journal.Record(Entry(i));
        }

        Assert.Equal(Capacity + 1, journal.Dropped);
        Assert.Equal(Enumerable.Range(Capacity + 2, Capacity).Select(i => Entry(i) with { Sequence = i }), journal.Read());
        Assert.Equal(2, journal.Read(after: (2 * Capacity) - 1).Count);
    }

    [Fact]
    public void Numbers_go_on_after_it_was_cleared()
    {
        var journal = new Journal(Capacity);
        journal.Record(Entry(1));

        journal.Clear();
        journal.Record(Entry(2));

        Assert.Equal([Entry(2) with { Sequence = 2 }], journal.Read());
        Assert.Equal((2, 0), (journal.Last, journal.Dropped));
    }

    private static JournalEntry Entry(int i) => new(
        "aws", DateTimeOffset.UnixEpoch.AddSeconds(i), $"caller {i}", $"operation {i % 7}", $"resource {i}", 200, null, TimeSpan.FromTicks(i));
}
