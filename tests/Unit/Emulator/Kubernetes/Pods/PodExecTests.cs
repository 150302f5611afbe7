using Eso.Emulator.Kubernetes.Pods;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>Which commands at a terminal wait for its input.</summary>
public sealed class PodExecTests
{
    [Theory]
    [InlineData("sh", true)]
    [InlineData("sh -c env", false)]
    [InlineData("env", false)]
    [InlineData("cat", true)]
    [InlineData("cat /etc/hostname", false)]
    [InlineData("wc -l", true)]
    public void Only_a_command_that_reads_waits_for_the_end_of_a_terminals_input(string command, bool reads) =>
        PodExec.Reads(command.Split(' ')).Should().Be(reads);

    [Theory]
    [InlineData("\0abc", false, "abc")]
    [InlineData("0YWJj", true, "abc")]
    [InlineData("1YWJj", true, "")]
    [InlineData("0!!", true, "")]
    [InlineData("", true, "")]
    public void Input_is_read_in_the_form_of_its_protocol(string message, bool isBase64, string expected) =>
        System.Text.Encoding.UTF8.GetString(PodExec.InputOf(System.Text.Encoding.UTF8.GetBytes(message), isBase64))
            .Should().Be(expected);
}
