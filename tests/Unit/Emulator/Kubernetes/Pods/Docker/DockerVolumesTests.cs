using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Pods.Docker;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods.Docker;

/// <summary>Volumes on disk, as real containers see them, and what is said without an engine.</summary>
public sealed class DockerVolumesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-test-volumes").FullName;

    private readonly JsonObject pod = JsonNode.Parse("""
        {"metadata":{"name":"p","namespace":"n","uid":"u"},"spec":{
         "containers":[{"name":"c","volumeMounts":[{"name":"s","mountPath":"/s"},{"name":"e","mountPath":"/e"},
            {"name":"s","mountPath":"/one","subPath":"k"}]}],
         "volumes":[{"name":"s","secret":{"secretName":"s","defaultMode":256}},{"name":"e","emptyDir":{}},
            {"name":"h","hostPath":{"path":"/etc"}}]}}
        """)!.AsObject();

    private readonly FakePodApi api = new();
    private readonly FakePodApi.Clock clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_secret_is_files_that_change_in_one_step()
    {
        api.Put("secrets", Secret("k", "b2xk"));
        var volumes = new DockerVolumes(folder, pod, new PodFiles(api, pod, clock, "127.0.0.1"), clock);
        volumes.Refresh();
        File.ReadAllText($"{folder}/s/k").Should().Be("old");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode($"{folder}/s/..data/k").Should().Be(UnixFileMode.UserRead);
        }

        new FileInfo($"{folder}/s/k").LinkTarget.Should().Be("..data/k");
        var first = new DirectoryInfo($"{folder}/s/..data").LinkTarget;
        volumes.Refresh();
        new DirectoryInfo($"{folder}/s/..data").LinkTarget.Should().Be(first, "nothing has changed");

        api.Put("secrets", Secret("other", "bmV3"));
        volumes.Refresh();
        File.ReadAllText($"{folder}/s/other").Should().Be("new");
        Path.Exists($"{folder}/s/k").Should().BeFalse();
        Directory.EnumerateFileSystemEntries($"{folder}/h").Should().BeEmpty("nothing of the host is shown");
    }

    [Fact]
    public void What_comes_from_the_API_is_bound_read_only_and_a_subpath_stays_as_it_was()
    {
        api.Put("secrets", Secret("k", "b2xk"));
        var volumes = new DockerVolumes(folder, pod, new PodFiles(api, pod, clock, "127.0.0.1"), clock);
        volumes.Refresh();
        var data = new DirectoryInfo($"{folder}/s/..data").LinkTarget;
        volumes.Binds((JsonObject)pod["spec"]!["containers"]![0]!).Select(b => b!.GetValue<string>()).Should().Equal(
            $"{folder}/s:/s:ro", $"{folder}/e:/e", $"{folder}/s/{data}/k:/one:ro");
    }

    [Theory]
    [InlineData("unix:///nowhere/docker.sock", "no Docker engine answers at unix:///nowhere/docker.sock: *")]
    [InlineData("ssh://somewhere", "\"ssh://somewhere\" is no unix:// or tcp:// address")]
    public void Without_an_engine_one_sentence_says_so(string address, string said)
    {
        var act = () => DockerEngine.Connect(address, "test/1/2", static _ => false);
        act.Should().Throw<DockerException>().WithMessage(said);
    }

    [Theory]
    [InlineData("busybox", "busybox", "latest")]
    [InlineData("localhost:5000/a/b:1.2", "localhost:5000/a/b", "1.2")]
    [InlineData("localhost:5000/a", "localhost:5000/a", "latest")]
    [InlineData("r.io/a@sha256:00", "r.io/a", "sha256:00")]
    public void An_image_is_a_name_and_a_tag_or_digest(string image, string name, string tag) =>
        DockerImages.Split(image).Should().Be((name, tag));

    private static JsonObject Secret(string key, string value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "s", ["namespace"] = "n" },
        ["data"] = new JsonObject { [key] = value },
    };
}
