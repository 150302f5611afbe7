using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Cli;

public sealed class UpCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-up-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Json_is_one_line_the_kubeconfig_is_private_and_SIGTERM_ends_cleanly()
    {
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await using var eso = EsoProcess.Start("up", "--aws-port", "0", "--kube-port", "0", "--json", "--kubeconfig", kubeconfig);

        var line = await eso.Output.ReadLineAsync();
        var ready = JsonNode.Parse(line!)!.AsObject();
        ready.Select(p => p.Key).Should().Equal("awsEndpoint", "kubeEndpoint", "controlEndpoint", "kubeconfig", "readyMs", "pid");
        ((string?)ready["kubeconfig"]).Should().Be(kubeconfig);
        ((int?)ready["pid"]).Should().Be(eso.Id);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(kubeconfig).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var http = new HttpClient();
        (await http.GetStringAsync($"{(string?)ready["controlEndpoint"]}/health")).Should().Contain("\"ok\"");
        (await http.GetStringAsync($"{(string?)ready["awsEndpoint"]}/_localstack/health")).Should().Contain("secretsmanager");
        var advanced = await http.PostAsync($"{(string?)ready["controlEndpoint"]}/clock/advance", Body("""{"by":"1h"}"""));
        advanced.StatusCode.Should().Be(HttpStatusCode.OK);
        var refused = await http.PostAsync($"{(string?)ready["controlEndpoint"]}/clock/advance", Body("""{"by":"soon"}"""));
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await http.PostAsync($"{(string?)ready["controlEndpoint"]}/reset", null)).StatusCode.Should().Be(HttpStatusCode.OK);

        eso.Terminate();
        (await eso.EndAsync()).Should().Be(0);
        (await eso.Output.ReadToEndAsync()).Should().BeEmpty("--json prints exactly one line");
    }

    [Theory]
    [InlineData("--aws-port", "--kube-port")]
    [InlineData("--kube-port", "--aws-port")]
    public async Task A_port_in_use_is_named_with_its_flag(string taken, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, output, error) = await EsoProcess.RunAsync(
            "up", taken, $"{port}", free, "0", "--kubeconfig", Path.Combine(folder, "k"));

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().Contain($"port {port}").And.Contain(taken).And.NotContain("   at ");
    }

    [Theory]
    [InlineData("kind: Secret\nmetadata: {name: x}\n", "bad.yaml:1:1: this manifest has no 'apiVersion'")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {}\n", "bad.yaml:1:1: this Secret has no 'metadata.name'")]
    [InlineData("apiVersion: v1\nkind: [Secret\nmetadata: {}\n", "bad.yaml:")]
    public async Task A_malformed_manifest_is_told_with_its_place_and_nothing_starts(string text, string message)
    {
        var file = Path.Combine(folder, "bad.yaml");
        await File.WriteAllTextAsync(file, text);

        var (code, output, error) = await EsoProcess.RunAsync(
            "up", file, "--aws-port", "0", "--kube-port", "0", "--kubeconfig", Path.Combine(folder, "k"));

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().Contain(message).And.NotContain("   at ");
        File.Exists(Path.Combine(folder, "k")).Should().BeFalse();
    }

    [Theory]
    [InlineData("up", "--clock", "fast")]
    [InlineData("up", "--now", "tomorrow")]
    [InlineData("up", "--kube-port", "70000")]
    [InlineData("run", "/nowhere/at/all.yaml")]
    [InlineData("run", "--ground", "moon")]
    [InlineData("fly", "", "")]
    public async Task Wrong_usage_is_exit_2(params string[] arguments)
    {
        var (code, _, error) = await EsoProcess.RunAsync(arguments.Where(a => a.Length > 0).ToArray());

        code.Should().Be(2);
        error.Should().NotBeEmpty().And.NotContain("   at ");
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}
