using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Integration.Operator.Providers;

public sealed class ParameterStoreStoreTests : IDisposable
{
    private readonly AwsStoreWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Value_is_decrypted_and_read_by_version_and_label()
    {
        world.PutParameter("/app/db", "one");
        world.PutParameter("/app/db", """{"user":"bob"}""");
        world.Call("ssm", "LabelParameterVersion", """{"Name":"/app/db","ParameterVersion":1,"Labels":["old"]}""");
        await using var client = await world.ConnectAsync("ParameterStore");

        Assert.Equal("bob", await Text(client, new RemoteRef("/app/db", "user")));
        Assert.Equal("one", await Text(client, new RemoteRef("/app/db", Version: "1")));
        Assert.Equal("one", await Text(client, new RemoteRef("/app/db", Version: "old")));
        Assert.Equal("bob", (await client.GetSecretMapAsync(new RemoteRef("/app/db"), default)).Values!["user"].RevealText());
    }

    [Fact]
    public async Task Missing_parameter_is_missing_but_missing_version_is_an_error()
    {
        world.PutParameter("/app/db", "one");
        await using var client = await world.ConnectAsync("ParameterStore");

        Assert.False((await client.GetSecretAsync(new RemoteRef("/app/none"), default)).Found);
        var e = await Assert.ThrowsAsync<ProviderException>(() =>
            client.GetSecretAsync(new RemoteRef("/app/db", Version: "9"), default));
        Assert.StartsWith(
            "operation error SSM: GetParameter, https response error StatusCode: 400, ParameterVersionNotFound: ",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_reads_at_once_are_few_calls()
    {
        for (var i = 0; i < 60; i++)
        {
            world.PutParameter($"/p/{i:00}", $"v{i}");
        }

        await using var client = await world.ConnectAsync("ParameterStore");
        var values = await Task.WhenAll(Enumerable.Range(0, 60)
            .Select(i => Text(client, new RemoteRef($"/p/{i:00}")))
            .Append(Text(client, new RemoteRef("/p/07", Version: "1"))));

        Assert.Equal("v42", values[42]);
        Assert.Equal("v7", values[60]);
        Assert.InRange(world.Calls("ssm.GetParameters") + world.Calls("ssm.GetParameter"), 6, 20);
    }

    [Fact]
    public async Task Parameters_are_found_by_name_path_and_tags()
    {
        world.PutParameter("/app/a/one", "1");
        world.PutParameter("/app/b/two", "2");
        world.PutParameter("three", "3");
        world.Call("ssm", "AddTagsToResource", """{"ResourceType":"Parameter","ResourceId":"/app/b/two","Tags":[{"Key":"env","Value":"dev"}]}""");
        await using var client = await world.ConnectAsync("ParameterStore");

        Assert.Equal(["/app/a/one"], await Found(client, new FindSpec("", "one$", new Dictionary<string, string>())));
        Assert.Equal(["/app/b/two"], await Found(client, new FindSpec("/app/b", ".", new Dictionary<string, string>())));
        Assert.Equal(["/app/b/two"], await Found(client, new FindSpec("", "", new Dictionary<string, string> { ["env"] = "dev" })));
        Assert.Equal("""{"env":"dev"}""", await Text(client, new RemoteRef("/app/b/two", MetadataPolicy: "Fetch")));
    }

    [Fact]
    public async Task Pushed_parameter_is_created_updated_and_deleted()
    {
        await using var client = await world.ConnectAsync("ParameterStore", """{"prefix":"/team/"}""");
        var metadata = JsonNode.Parse("""
            {"apiVersion":"kubernetes.external-secrets.io/v1alpha1","kind":"PushSecretMetadata","spec":{"secretType":"SecureString","tags":{"a":"1"}}}
            """);
        await client.PushSecretAsync(Push("p", "k", "one", metadata), default);
        Assert.Equal("one", await Text(client, new RemoteRef("p")));
        await client.PushSecretAsync(Push("p", "k", "two", metadata), default);
        await client.PushSecretAsync(Push("p", "k", "two", metadata), default);
        Assert.Equal("two", await Text(client, new RemoteRef("p")));
        Assert.Equal(2, world.Calls("ssm.PutParameter"));

        await client.PushSecretAsync(Push("all", "", "two", null), default);
        Assert.Equal("""{"k":"dHdv"}""", await Text(client, new RemoteRef("all")));

        await client.DeleteSecretAsync(new PushTarget("p", "", null), default);
        Assert.False(await client.SecretExistsAsync(new PushTarget("p", "", null), default));
    }

    [Fact]
    public async Task Foreign_parameter_is_never_written()
    {
        world.PutParameter("/theirs", "x");
        await using var client = await world.ConnectAsync("ParameterStore");

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.PushSecretAsync(Push("/theirs", "k", "v", null), default));
        Assert.Equal("secret not managed by external-secrets", e.Message);
    }

    [Fact]
    public async Task Unreadable_metadata_is_refused()
    {
        await using var client = await world.ConnectAsync("ParameterStore");
        var metadata = JsonNode.Parse("""{"apiVersion":"kubernetes.external-secrets.io/v1alpha1","kind":"PushSecretMetadata","spec":{"nope":1}}""");

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.PushSecretAsync(Push("p", "k", "v", metadata), default));
        Assert.Contains("unknown field \"nope\"", e.Message, StringComparison.Ordinal);
    }

    private static PushRequest Push(string key, string secretKey, string value, JsonNode? metadata) => new(
        new PushTarget(key, "", metadata),
        secretKey,
        new Dictionary<string, SecretBytes> { ["k"] = SecretBytes.FromText(value) },
        new Dictionary<string, string>(),
        new Dictionary<string, string>());

    private static async Task<string> Text(ISecretsClient client, RemoteRef remoteRef) =>
        (await client.GetSecretAsync(remoteRef, default)).Value.RevealText();

    private static async Task<string[]> Found(ISecretsClient client, FindSpec find) =>
        [.. (await client.GetAllSecretsAsync(find, default)).Keys.Order(StringComparer.Ordinal)];
}
