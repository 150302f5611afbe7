using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Pods.Shell;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>What somebody sees who types at a shell.</summary>
public sealed class ShellPromptTests
{
    private const string Up = "\u001b[A";

    private readonly Channel<byte[]?> keys = Channel.CreateUnbounded<byte[]?>();
    private readonly StringBuilder seen = new();

    [Theory]
    [InlineData("echo a\r\u0004", 0, "/ # echo a\r\na\r\n/ # \r\n")]
    [InlineData("cd /etc\rls\rexit 3\r", 3, "/ # cd /etc\r\n/etc # ls\r\nhostname\r\nhosts\r\n/etc # exit 3\r\n")]
    [InlineData("for i in 1 2\rdo echo $i; done\r\u0004", 0, "/ # for i in 1 2\r\n> do echo $i; done\r\n1\r\n2\r\n/ # \r\n")]
    [InlineData("ech\u0003false\r\u0004", 1, "/ # ech^C\r\n/ # false\r\n/ # \r\n")]
    [InlineData("X=1\r\recho $X\n\u0004", 0, "/ # X=1\r\n/ # \r\n/ # echo $X\r\n1\r\n/ # \r\n")]
    [InlineData("echo a b\u0017c\r\u0004", 0, "/ # echo a b\b \bc\r\na c\r\n/ # \r\n")]
    [InlineData("true\r" + Up + "\u0015:\r\u0004", 0, "/ # true\r\n/ # true\b \b\b \b\b \b\b \b:\r\n/ # \r\n")]
    public async Task Keys_are_echoed_and_lines_are_run(string typed, int status, string expected)
    {
        Type(typed);
        (await Prompt().RunAsync(CancellationToken.None)).Should().Be(status);
        seen.ToString().Should().Be(expected);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_command_is_interrupted_and_the_shell_is_not()
    {
        var running = Prompt().RunAsync(CancellationToken.None);
        Type("sleep 1000\r");
        Type("\u0003");
        Type("echo $?\r\u0004");
        await running;
        seen.ToString().Should().Be("/ # sleep 1000\r\n^C\r\n/ # echo $?\r\n130\r\n/ # \r\n");
    }

    private void Type(string text) => keys.Writer.TryWrite(Encoding.UTF8.GetBytes(text));

    private ShellPrompt Prompt()
    {
        var pod = (JsonObject)JsonNode.Parse("""{"metadata":{"name":"p","namespace":"n"},"spec":{}}""")!;
        var clock = new FakePodApi.Clock();
        var files = new PodFiles(new FakePodApi(), pod, clock, "127.0.0.1");
        var session = new ShellSession(files, new JsonObject { ["name"] = "c" }, clock, new Activity(), CancellationToken.None);
        return new ShellPrompt(session, "sh", c => keys.Reader.ReadAsync(c), text => seen.Append(text));
    }
}
