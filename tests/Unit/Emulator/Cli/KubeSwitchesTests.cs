using Eso.Emulator.Cli;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Controllers;
using Eso.Unit.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Cli;

public sealed class KubeSwitchesTests
{
    [Fact]
    public async Task Every_controller_can_be_named()
    {
        await using var cluster = await TestCluster.StartAsync(new KubeServerOptions());

        var all = ControllerList.Build(cluster.Server.Core).Select(c => c.Name);

        KubeSwitches.ControllersOf(["*"]).Should().BeEquivalentTo(all);
    }

    [Fact]
    public void Lists_read_as_kube_controller_manager_reads_them()
    {
        KubeSwitches.ControllersOf(["namespace,garbagecollector"]).Should()
            .BeEquivalentTo("namespace", "garbagecollector", "event-expiry", "pods");
        KubeSwitches.ControllersOf(["*,-deployment", "-job"]).Should()
            .NotContain(["deployment", "job"]).And.Contain(["replicaset", "cronjob"]);
    }

    [Theory]
    [InlineData("deploiment")]
    [InlineData("*,-nobody")]
    public void An_unknown_name_is_refused_with_the_known_ones(string list)
    {
        var read = () => KubeSwitches.ControllersOf([list]);

        read.Should().Throw<UsageError>().WithMessage("--controllers: *is not in the list of known controllers*deployment*");
        var fromEnvironment = () => KubeSwitches.ControllersOf([list], "ESO_CONTROLLERS");
        fromEnvironment.Should().Throw<UsageError>().WithMessage("ESO_CONTROLLERS: *");
    }
}
