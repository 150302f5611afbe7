using Eso.Emulator.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Cli;

public sealed class ImageCommandTests
{
    [Fact]
    public void The_names_that_k3s_is_told_are_the_certificates()
    {
        ImageCommand.ServerNames(["server", "--disable=traefik", "--tls-san=a.example,10.0.0.1", "--tls-san", "b.example", "--tls-san"])
            .Should().Equal("a.example", "10.0.0.1", "b.example");
    }
}
