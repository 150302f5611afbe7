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
    [InlineData("echo b a | nope 2>/dev/null; echo $?", "127\n")]
    [InlineData("printf '%s=%s\\n' k v | grep k", "k=v\n")]
    [InlineData("echo hi > /tmp/f; cat /tmp/f; echo x >> /tmp/f; wc -l /tmp/f", "hi\n2 /tmp/f\n")]
    [InlineData("echo $(echo inner)", "inner\n")]
    [InlineData("echo c2VjcmV0 | base64 -d", "secret")]
    [InlineData("ping -c 1 127.0.0.1 | head -n 1", "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n")]
    [InlineData("cd /tmp; echo a > f; cd ..; cat tmp/f; pwd; cd - ; pwd; ls", "a\n/\n/tmp\nf\n")]
    [InlineData("printf 'gMP/' | base64 -d | md5sum", "afe7e24de0cb84b715612faf6c6b54c8  -\n")]
    [InlineData("ping -c 0x 127.0.0.1; echo $?", "1\n")]
    [InlineData("i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done", "1\n3\n")]
    [InlineData("while true; do echo once; break; done; for i in 1 2; do for j in 1 2; do echo $i$j; break 2; done; done", "once\n11\n")]
    [InlineData("echo $((2 + 3 * (4 - 1))) $((7 % 4)) $((1 << 4)) $((5 > 3 && 2 == 2)) $((x = 3)) $x $((0x1f))", "11 3 16 1 3 3 31\n")]
    [InlineData("f() { local a=$1; echo \"[$a:$#]\"; return 3; }; f one two; echo $?", "[one:2]\n3\n")]
    [InlineData("case abc in x|y) echo no;; a*) echo yes;; *) echo other;; esac", "yes\n")]
    [InlineData("cat <<EOF | tr a-z A-Z\nhome is $HOME\nEOF", "HOME IS /ROOT\n")]
    [InlineData("cat <<'EOF' > /tmp/f\n$HOME\nEOF\ncat /tmp/f", "$HOME\n")]
    [InlineData("printf 'a 1\\nb 2\\n' | while read -r k v; do echo \"$v=$k\"; done", "1=a\n2=b\n")]
    [InlineData("p=/a/b.tar.gz; echo ${p##*/} ${p%%.*} ${p%.gz} ${#p} ${q:-${p#/}} ${p:+set}", "b.tar.gz /a/b /a/b.tar 11 a/b.tar.gz set\n")]
    [InlineData("cd /tmp; echo 1 > b.txt; echo 2 > a.txt; cat *.txt; for f in /tmp/*.txt; do basename $f .txt; done; echo '*.txt' \"*\"", "2\n1\na\nb\n*.txt *\n")]
    [InlineData("sh -c 'echo $0 $1 \"$@\" $#' name 'a b' c", "name a b a b c 2\n")]
    [InlineData("echo hello | head -c 3; echo; printf '1\\n2\\n3\\n' | tail -n +2; printf abc | tail -c 1", "hel\n2\n3\nc")]
    [InlineData("echo a:b:c | cut -d: -f2-; echo abcd | cut -c1,3", "b:c\nac\n")]
    [InlineData("echo 'a  b' | tr -s ' '; echo abc123 | tr -d 0-9; echo 'a,b' | tr ',' '\\n'; echo aXbX | tr -cd 'X\\n'", "a b\nabc\na\nb\nXX\n")]
    [InlineData("printf 'one\\ntwo\\nthree\\n' | sed -n '2,$p' | sed 's/t\\([hw]\\)/[\\1]/;/ee/d'", "[w]o\n")]
    [InlineData("echo 'k=v=w' | sed -E 's/([a-z])=/\\1: /'; echo /a/b | sed 's#/#-#g'", "k: v=w\n-a-b\n")]
    [InlineData("printf 'b\\na\\nb\\n' | sort | uniq -c | sort -rn | head -n 1; printf '10\\n9\\n' | sort -n", "      2 b\n9\n10\n")]
    [InlineData("printf '%05d|%-4s|%x|%c|%.2s\\n' 42 ab 255 xyz long; printf '%s\\n' a b", "00042|ab  |ff|x|lo\na\nb\n")]
    [InlineData("env | grep -E '^(HOME|NOPE)=' | grep -o '/[a-z]*'; echo abc | grep -q b && echo in", "/root\nin\n")]
    [InlineData("[ -n \"$HOME\" -a ! -f /nope ] && echo ok; [[ abc == a* ]] && echo glob; [ 1 -eq x ]; echo $?", "ok\nglob\n2\n")]
    [InlineData("seq 3 | xargs echo n; seq -s, 1 2 5; date -d @0 '+%Y-%m-%d %H:%M:%S %Z'", "n 1 2 3\n1,3,5\n1970-01-01 00:00:00 UTC\n")]
    [InlineData("echo a > /tmp/x; cp /tmp/x /tmp/y; mv /tmp/y /tmp/z; ls /tmp; rm /tmp/x; ls /tmp; rm /tmp/x || echo gone", "x\nz\nz\ngone\n")]
    [InlineData("{ echo a; echo b; } > /tmp/o 2>&1; (cd /; pwd); if true; then cat /tmp/o; fi | wc -l", "/\n2\n")]
    [InlineData("set -e; eval 'x=5'; echo $x; command -v nope || echo absent; unset x; echo \"${x-unset}\"", "5\nabsent\nunset\n")]
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
