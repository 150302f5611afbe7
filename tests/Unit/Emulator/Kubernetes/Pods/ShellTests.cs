using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Pods.Shell;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

public sealed class ShellTests
{
    [Theory]
    [InlineData("echo a; echo b", "a\nb\n")]
    [InlineData("false && echo no; true && echo yes", "yes\n")]
    [InlineData("false || echo other", "other\n")]
    [InlineData("X=1; echo \"$X-${Y:-z}\" '$X'", "1-z $X\n")]
    [InlineData("for i in a b; do echo $i; done", "a\nb\n")]
    [InlineData("if [ \"$HOME\" = /root ]; then echo home; else echo away; fi", "home\n")]
    [InlineData("echo b a | tr 2>/dev/null; echo $?", "127\n")]
    [InlineData("printf '%s=%s\\n' k v | grep k", "k=v\n")]
    [InlineData("echo hi > /tmp/f; cat /tmp/f; echo x >> /tmp/f; wc -l /tmp/f", "hi\n2\n")]
    [InlineData("echo $(echo inner)", "inner\n")]
    [InlineData("echo c2VjcmV0 | base64 -d", "secret")]
    [InlineData("ping -c 1 127.0.0.1 | head -n 1", "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n")]
    [InlineData("cd /tmp; echo a > f; cd ..; cat tmp/f; pwd; cd - ; pwd; ls", "a\n/\n/tmp\nf\n")]
    [InlineData("printf 'gMP/' | base64 -d | md5sum", "afe7e24de0cb84b715612faf6c6b54c8  -\n")]
    [InlineData("ping -c 0x 127.0.0.1; echo $?", "1\n")]
    public async Task Scripts_do_what_a_shell_does(string script, string expected)
    {
        var output = new StringBuilder();
        var session = Session();
        await session.ScriptAsync(script, new ShellIo("", t => output.Append(t), static _ => { }));
        Assert.Equal(expected, output.ToString());
    }

    [Fact]
    public async Task Unknown_commands_are_127_and_named()
    {
        var errors = new StringBuilder();
        var status = await Session().ScriptAsync("nope", new ShellIo("", static _ => { }, t => errors.Append(t)));
        Assert.Equal(127, status);
        Assert.Equal("sh: nope: not found\n", errors.ToString());
    }

    [Fact]
    public async Task An_exit_status_ends_the_script()
    {
        var output = new StringBuilder();
        var status = await Session().ScriptAsync(
            "echo a; exit 3; echo b", new ShellIo("", t => output.Append(t), static _ => { }));
        Assert.Equal(3, status);
        Assert.Equal("a\n", output.ToString());
    }

    [Theory]
    [InlineData("while true; do")]
    [InlineData("echo 'open")]
    [InlineData("if true; fi")]
    public async Task Scripts_that_cannot_be_read_are_status_2(string script)
    {
        Assert.Equal(2, await Session().ScriptAsync(script, new ShellIo("", static _ => { }, static _ => { })));
    }

    [Theory]
    [InlineData("$(A)/$(B)", "1/$(B)")]
    [InlineData("$$(A) $A $", "$(A) $A $")]
    public void Kubelet_expansion_knows_parentheses_only(string text, string expected) =>
        Assert.Equal(expected, Expansion.Expand(text, n => n == "A" ? "1" : null));

    private static ShellSession Session()
    {
        var pod = (JsonObject)JsonNode.Parse("""{"metadata":{"name":"p","namespace":"n"},"spec":{}}""")!;
        var container = new JsonObject { ["name"] = "c" };
        var clock = new FakePodApi.Clock();
        var files = new PodFiles(new FakePodApi(), pod, clock, "127.0.0.1");
        var session = new ShellSession(files, container, clock, new Activity(), CancellationToken.None);
        session.Set("HOME", "/root");
        return session;
    }
}
