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
        System.Text.Encoding.UTF8.GetString(Eso.Emulator.Kubernetes.Pods.Streams.WebSocketExec.InputOf(System.Text.Encoding.UTF8.GetBytes(message), isBase64))
            .Should().Be(expected);

    [Fact]
    public void An_archive_is_whole_when_its_last_block_has_come()
    {
        var archive = new System.IO.MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(archive, leaveOpen: true))
        {
            var content = new System.IO.MemoryStream(new byte[1300]);
            writer.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "f") { DataStream = content });
        }

        var all = archive.ToArray();
        var at = 0L;
        Eso.Emulator.Kubernetes.Pods.Shell.ShellTar.IsWhole([.. all[..2048]], ref at).Should().BeFalse("a file of zeros is no end");
        Eso.Emulator.Kubernetes.Pods.Shell.ShellTar.IsWhole([.. all], ref at).Should().BeTrue();
    }
}
