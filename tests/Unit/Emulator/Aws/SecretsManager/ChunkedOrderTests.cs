using Eso.Emulator.Aws.SecretsManager;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

public sealed class ChunkedOrderTests
{
    private static readonly IComparer<string> Ordinal = StringComparer.Ordinal;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_a_sorted_set_that_is_read_from_any_place_in_both_directions(int seed)
    {
        var random = new Random(seed);
        var wanted = new SortedSet<string>(Ordinal);
        var order = new ChunkedOrder<string>(Ordinal);
        for (var i = 0; i < 6_000; i++)
        {
            // Grows to some thousands, then shrinks to nothing.
            var item = $"{random.Next(3_000):0000}";
            if (random.Next(6_000) >= i)
            {
                wanted.Add(item);
                order.Add(item);
            }
            else
            {
                item = wanted.Count > 0 && random.Next(4) > 0 ? wanted.ElementAt(random.Next(wanted.Count)) : item;
                wanted.Remove(item);
                order.Remove(item);
            }

            if (i % 500 == 0)
            {
                var after = $"{random.Next(3_000):0000}";
                Assert.Equal(wanted, order.Read(descending: false, null));
                Assert.Equal(wanted.Reverse(), order.Read(descending: true, null));
                Assert.Equal(wanted.Where(w => Ordinal.Compare(w, after) > 0), order.Read(descending: false, after));
                Assert.Equal(wanted.Reverse().Where(w => Ordinal.Compare(w, after) < 0), order.Read(descending: true, after));
            }
        }
    }

    [Fact]
    public void What_comes_in_order_stays_in_order()
    {
        var order = new ChunkedOrder<string>(Ordinal);
        var all = Enumerable.Range(0, 5_000).Select(i => $"{i:0000}").ToList();

        all.ForEach(order.Add);

        Assert.Equal(all, order.Read(descending: false, null));
    }
}
