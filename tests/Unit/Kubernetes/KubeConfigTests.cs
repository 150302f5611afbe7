using Eso.Kubernetes.Configuration;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Kubernetes;

public sealed class KubeConfigTests
{
    private const string Two = """
        apiVersion: v1
        kind: Config
        current-context: one
        contexts:
        - name: one
          context: { cluster: c, user: u, namespace: apps }
        - name: two
          context: { cluster: c, user: robot }
        - name: plugin
          context: { cluster: c, user: exec }
        clusters:
        - name: c
          cluster: { server: "https://127.0.0.1:6443/prefix", insecure-skip-tls-verify: true }
        users:
        - name: u
          user: { token: secret-token }
        - name: robot
          user: { tokenFile: tokens/robot }
        - name: exec
          user: { exec: { command: aws } }
        """;

    [Fact]
    public void The_current_context_is_used()
    {
        var connection = KubeConfigFile.Parse(Two);

        connection.Server.ToString().Should().Be("https://127.0.0.1:6443/prefix");
        connection.Namespace.Should().Be("apps");
        connection.Token.Should().Be("secret-token");
        connection.InsecureSkipTlsVerify.Should().BeTrue();
    }

    [Fact]
    public void Another_context_can_be_chosen_and_relative_paths_start_at_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("eso-test-");
        var file = Path.Combine(folder.FullName, "config");
        File.WriteAllText(file, Two);

        var connection = KubeConfigFile.Load(file, "two");
        folder.Delete(recursive: true);

        connection.Namespace.Should().Be("default");
        connection.TokenFile.Should().Be(Path.Combine(Path.GetDirectoryName(file)!, "tokens/robot"));
    }

    [Fact]
    public void A_connection_prints_no_credentials() => KubeConfigFile.Parse(Two).ToString().Should().NotContain("secret-token");

    [Theory]
    [InlineData("/nope/config", null, "kubeconfig /nope/config does not exist")]
    public void A_missing_file_is_named(string path, string? context, string message)
    {
        var act = () => KubeConfigFile.Load(path, context);

        act.Should().Throw<KubeConfigException>().WithMessage(message);
    }

    [Theory]
    [InlineData("three", "kubeconfig (text) has no context named \"three\"")]
    [InlineData("plugin", "a user in kubeconfig (text) needs an exec or auth-provider plug-in, which is not supported")]
    public void Unusable_contexts_are_refused_in_one_sentence(string context, string message)
    {
        var act = () => KubeConfigFile.Parse(Two, context);

        act.Should().Throw<KubeConfigException>().WithMessage(message);
    }

    [Theory]
    [InlineData("a: [", "kubeconfig (text) is malformed at line *")]
    [InlineData("", "kubeconfig (text) is empty or no mapping")]
    [InlineData("clusters: 5", "kubeconfig (text) has no current-context; choose one with --context")]
    public void Malformed_text_is_refused(string yaml, string message)
    {
        var act = () => KubeConfigFile.Parse(yaml);

        act.Should().Throw<KubeConfigException>().WithMessage(message);
    }
}
