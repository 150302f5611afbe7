using System.Text.Json.Nodes;
using Eso.Emulator.Cli;
using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Cli;

/// <summary><c>eso export</c> and <c>eso import</c> against running worlds, by their endpoints.</summary>
public sealed class ExportImportTests : IDisposable
{
    private const string Hidden = "never-to-be-seen";
    private readonly string folder = Directory.CreateTempSubdirectory("eso-export-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_world_moves_with_its_values_and_a_masked_one_does_not_show_or_move_them()
    {
        await using var first = await StartAsync(1);
        await FillAsync(first);

        var masked = await ExportAsync(first, "masked.yaml");
        (await File.ReadAllTextAsync(masked)).Should().NotContain(Hidden).And.NotContain(Base64(Hidden));
        var whole = await ExportAsync(first, "whole.yaml", "--show-values");

        await using var second = await StartAsync(2);
        (await CliAsync("import", masked, "--endpoint", second.AwsEndpoint)).Should().Be(2);
        (await CliAsync("import", whole, "--endpoint", second.AwsEndpoint)).Should().Be(0);

        Call(second, "secretsmanager", "GetSecretValue", new JsonObject { ["SecretId"] = "db" })["SecretString"]!
            .ToString().Should().Be(Hidden + "\n two: lines # and more \n");
        Call(second, "ssm", "GetParameter", new JsonObject { ["Name"] = "/a/b", ["WithDecryption"] = true })["Parameter"]!["Value"]!
            .ToString().Should().Be(Hidden);
        var again = await ExportAsync(second, "again.yaml", "--show-values");
        Lines(again).Should().Equal(Lines(whole));
    }

    [Fact]
    public async Task What_is_no_export_changes_nothing()
    {
        await using var world = await StartAsync(3);
        Call(world, "secretsmanager", "CreateSecret", Secret("kept"));
        (JsonObject Document, string Told)[] wrong =
        [
            (new JsonObject { ["a"] = 1 }, "eso: world/1"),
            (Parse("""{"eso":"world/1","masked":false,"aws":{"000000000000":{"us-east-1":{"things":{}}}}}"""), "'things'"),
            (Parse("""{"eso":"world/1","masked":false,"aws":{"000000000000":{"us-east-1":{"secrets":{"db":{"name":"db"}}}}}}"""), "'db'"),
            (Parse("""{"eso":"world/1","masked":false,"aws":{},"kubernetes":[{"apiVersion":"v1","kind":"Thing"}]}"""), "Thing"),
        ];
        foreach (var (document, told) in wrong)
        {
            var import = () => WorldEndpoint.AskAsync(
                world.AwsEndpoint, HttpMethod.Post, "/_eso/import", document, CancellationToken.None);
            (await import.Should().ThrowAsync<UsageError>()).Which.Message.Should().Contain(told);
        }

        Call(world, "secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = "kept" })["Name"]!
            .ToString().Should().Be("kept");
        world.Kube.Snapshot().Should().NotBeEmpty();
        (await CliAsync("import", Path.Combine(folder, "absent.yaml"), "--endpoint", world.AwsEndpoint)).Should().Be(2);
        (await CliAsync("export", "--endpoint", "http://127.0.0.1:1")).Should().Be(2);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static Task<EmbeddedWorld> StartAsync(int seed) => EmbeddedWorld.StartAsync(
        new WorldOptions { ClockMode = ClockMode.Manual, Now = WorldOptions.Epoch, Seed = seed, Operator = false },
        World.Machine,
        CancellationToken.None);

    private static async Task FillAsync(EmbeddedWorld world)
    {
        var secret = Secret("db");
        secret["SecretString"] = Hidden + "\n two: lines # and more \n";
        Call(world, "secretsmanager", "CreateSecret", secret);
        Call(world, "ssm", "PutParameter", new JsonObject { ["Name"] = "/a/b", ["Type"] = "SecureString", ["Value"] = Hidden });
        using var client = world.NewKubeClient("test");
        var access = new KubernetesAccess(client);
        await access.ApplyAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = "own", ["namespace"] = "default" },
                ["stringData"] = new JsonObject { ["key"] = Hidden, ["empty"] = "" },
            },
            CancellationToken.None);
    }

    private static JsonObject Secret(string name) => new()
    {
        ["Name"] = name,
        ["SecretString"] = "x",
        ["ClientRequestToken"] = "00000000-0000-0000-0000-000000000001",
    };

    private static JsonObject Call(EmbeddedWorld world, string service, string operation, JsonObject request) =>
        world.Aws.Call(service, operation, request, "000000000000", "us-east-1");

    // Reading a value notes the day; nothing else may differ.
    private static IEnumerable<string> Lines(string file) =>
        File.ReadAllLines(file).Where(l => !l.Contains("accessed:", StringComparison.Ordinal));

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static Task<int> CliAsync(params string[] arguments) =>
        Root.InvokeAsync(arguments, World.Machine, CancellationToken.None);

    private async Task<string> ExportAsync(EmbeddedWorld world, string name, params string[] more)
    {
        var file = Path.Combine(folder, name);
        (await CliAsync(["export", "--endpoint", world.AwsEndpoint, "-o", file, .. more])).Should().Be(0);
        return file;
    }
}
