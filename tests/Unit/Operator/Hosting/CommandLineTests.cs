using System.CommandLine;
using Eso.Operator;
using Eso.Operator.Hosting.Commands;
using Eso.Operator.Hosting.Flags;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--nope=1", "unknown flag: --nope")]
    [InlineData("--experimental-enable-aws-session-cache", "unknown flag: --experimental-enable-aws-session-cache")]
    [InlineData("--concurrent=abc", "invalid argument \"abc\" for \"--concurrent\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("--enable-flood-gate=maybe", "invalid argument \"maybe\" for \"--enable-flood-gate\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("--store-requeue-interval=5", "invalid argument \"5\" for \"--store-requeue-interval\" flag: time: missing unit in duration \"5\"")]
    [InlineData("--doppler-etag-cache-size=5", null)]
    public void Complaints_are_Gos(string argument, string? complaint)
    {
        var command = new RootCommand();
        ControllerCommand.Fill(command);

        GoComplaint.About(command.Parse([argument])).Should().Be(complaint);
    }

    [Fact]
    public void Flags_have_ESOs_names_and_defaults()
    {
        var command = new RootCommand();
        var flags = ControllerFlags.AddTo(command);

        var defaults = flags.Read(command.Parse([]), ControllerFlags.Defaults);
        var given = flags.Read(
            command.Parse([
                "--enable-flood-gate=false", "--enable-leader-election", "--leader-election-lease-duration=30s", "--concurrent=1",
                "--concurrent", "2", "--namespace=a", "--metrics-addr=0", "--client-qps=50", "--enable-cluster-store-reconciler=false",
            ]),
            ControllerFlags.Defaults);

        defaults.Should().BeEquivalentTo(new OperatorOptions { MetricsAddress = ":8080", LiveAddress = ":8082" });
        given.EnableFloodGate.Should().BeFalse();
        given.EnableLeaderElection.Should().BeTrue();
        given.LeaderElectionLeaseDuration.Should().Be(TimeSpan.FromSeconds(30));
        given.Concurrent.Should().Be(2, "the last one wins");
        given.Namespace.Should().Be("a");
        given.MetricsAddress.Should().Be("0");
        given.ClientQps.Should().Be(50);
        given.EnableClusterStoreReconciler.Should().BeFalse();
        (given with { MetricsAuth = true }).Problems().Should().Equal("--metrics-auth requires --metrics-secure");
    }
}
