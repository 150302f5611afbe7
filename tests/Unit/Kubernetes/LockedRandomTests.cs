using Eso.Kubernetes.Work;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Kubernetes;

public sealed class LockedRandomTests
{
    [Fact]
    public void What_one_loop_draws_does_not_depend_on_the_others()
    {
        var first = new LockedRandom(new Random(7));
        var second = new LockedRandom(new Random(7));

        // The others draw and are made in another order.
        var secrets = first.For("secrets").NextDouble();
        second.For("stores").NextDouble();
        second.NextDouble();

        second.For("secrets").NextDouble().Should().Be(secrets);
        first.For("stores").NextDouble().Should().NotBe(secrets);
        new LockedRandom(new Random(8)).For("secrets").NextDouble().Should().NotBe(secrets);
    }
}
