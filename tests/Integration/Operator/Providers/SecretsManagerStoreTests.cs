using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Integration.Operator.Providers;

public sealed class SecretsManagerStoreTests : IDisposable
{
    private readonly AwsStoreWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Value_is_read_by_name_and_by_arn()
    {
        var arn = world.CreateSecret("db", "s3cret")["ARN"]!.GetValue<string>();
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.Equal("s3cret", (await client.GetSecretAsync(new RemoteRef("db"), default)).Value.RevealText());
        Assert.Equal("s3cret", (await client.GetSecretAsync(new RemoteRef(arn), default)).Value.RevealText());
    }

    [Fact]
    public async Task Property_and_map_come_out_of_json()
    {
        world.CreateSecret("db", """{"user":"bob","a.b":"dotted","deep":{"n":[1,2]}}""");
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.Equal("dotted", (await client.GetSecretAsync(new RemoteRef("db", "a.b"), default)).Value.RevealText());
        Assert.Equal("2", (await client.GetSecretAsync(new RemoteRef("db", "deep.n.1"), default)).Value.RevealText());
        var map = await client.GetSecretMapAsync(new RemoteRef("db"), default);
        Assert.Equal("""{"n":[1,2]}""", map.Values!["deep"].RevealText());
        var e = await Assert.ThrowsAsync<ProviderException>(() => client.GetSecretAsync(new RemoteRef("db", "no"), default));
        Assert.Equal("key no does not exist in secret db", e.Message);
    }

    [Fact]
    public async Task Versions_are_read_by_stage_and_by_id()
    {
        var first = world.CreateSecret("db", "one")["VersionId"]!.GetValue<string>();
        world.Call("secretsmanager", "PutSecretValue", $$"""{"SecretId":"db","SecretString":"two","ClientRequestToken":"{{new string('2', 32)}}"}""");
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.Equal("two", await Text(client, new RemoteRef("db")));
        Assert.Equal("one", await Text(client, new RemoteRef("db", Version: "AWSPREVIOUS")));
        Assert.Equal("one", await Text(client, new RemoteRef("db", Version: "uuid/" + first)));
    }

    [Fact]
    public async Task Missing_and_deleted_secrets_are_missing()
    {
        world.CreateSecret("gone", "x");
        world.Call("secretsmanager", "DeleteSecret", """{"SecretId":"gone"}""");
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.False((await client.GetSecretAsync(new RemoteRef("never"), default)).Found);
        Assert.False((await client.GetSecretAsync(new RemoteRef("gone"), default)).Found);
        Assert.False((await client.GetSecretMapAsync(new RemoteRef("never"), default)).Found);
    }

    [Fact]
    public async Task Tags_are_fetched_as_json()
    {
        world.CreateSecret("db", "x");
        world.Call("secretsmanager", "TagResource", """{"SecretId":"db","Tags":[{"Key":"b","Value":"2"},{"Key":"a","Value":"1"}]}""");
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.Equal("""{"a":"1","b":"2"}""", await Text(client, new RemoteRef("db", MetadataPolicy: "Fetch")));
        Assert.Equal("1", await Text(client, new RemoteRef("db", "a", MetadataPolicy: "Fetch")));
    }

    [Fact]
    public async Task Many_reads_at_once_are_few_calls()
    {
        for (var i = 0; i < 100; i++)
        {
            world.CreateSecret($"s{i:000}", $"v{i}");
        }

        await using var client = await world.ConnectAsync("SecretsManager");
        var reads = Enumerable.Range(0, 100).Select(i => Text(client, new RemoteRef($"s{i:000}"))).ToList();
        reads.AddRange(Enumerable.Range(0, 100).Select(_ => Text(client, new RemoteRef("s000"))));
        var values = await Task.WhenAll(reads);

        Assert.Equal("v42", values[42]);
        Assert.All(values[100..], v => Assert.Equal("v0", v));
        Assert.InRange(world.Calls("secretsmanager.BatchGetSecretValue") + world.Calls("secretsmanager.GetSecretValue"), 5, 25);
    }

    [Fact]
    public async Task One_missing_secret_of_a_batch_does_not_hurt_the_others()
    {
        world.CreateSecret("a", "1");
        world.CreateSecret("b", "2");
        await using var client = await world.ConnectAsync("SecretsManager");

        var reads = await Task.WhenAll(new[] { "a", "nope", "b", "bad name!" }.Select(async k =>
        {
            try
            {
                var read = await client.GetSecretAsync(new RemoteRef(k), default);
                return read.Found ? read.Value.RevealText() : "missing";
            }
            catch (ProviderException e)
            {
                return e.Message;
            }
        }));

        Assert.Equal("1", reads[0]);
        Assert.Equal("missing", reads[1]);
        Assert.Equal("2", reads[2]);
        Assert.Contains("api error ValidationException: Invalid name", reads[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_found_by_name_path_and_tags()
    {
        world.CreateSecret("app/one", "1");
        world.CreateSecret("app/two", "2");
        world.CreateSecret("other", "3");
        world.Call("secretsmanager", "TagResource", """{"SecretId":"other","Tags":[{"Key":"env","Value":"dev"}]}""");
        await using var client = await world.ConnectAsync("SecretsManager");

        Assert.Equal(["app/two"], await Found(client, new FindSpec("", "w", new Dictionary<string, string>())));
        Assert.Equal(["app/one", "app/two"], await Found(client, new FindSpec("app/", ".*", new Dictionary<string, string>())));
        Assert.Equal(["other"], await Found(client, new FindSpec("", "", new Dictionary<string, string> { ["env"] = "dev" })));
        var e = await Assert.ThrowsAsync<ProviderException>(() =>
            client.GetAllSecretsAsync(new FindSpec("", "(", new Dictionary<string, string>()), default));
        Assert.StartsWith("could not compile find.name.regexp [(]: error parsing regexp: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushed_secret_is_created_updated_and_deleted()
    {
        await using var client = await world.ConnectAsync("SecretsManager", """{"secretsManager":{"forceDeleteWithoutRecovery":true}}""");
        var metadata = JsonNode.Parse("""
            {"apiVersion":"kubernetes.external-secrets.io/v1alpha1","kind":"PushSecretMetadata","spec":{"secretPushFormat":"string","tags":{"team":"a"}}}
            """);
        await client.PushSecretAsync(Push("pushed", "k", "user", metadata), default);
        await client.PushSecretAsync(Push("pushed", "k", "pass", metadata), default);
        await client.PushSecretAsync(Push("pushed", "k", "pass", metadata), default);

        Assert.Equal("""{"user":"v","pass":"v"}""", await Text(client, new RemoteRef("pushed")));
        Assert.Equal(
            """{"managed-by":"external-secrets","team":"a"}""",
            await Text(client, new RemoteRef("pushed", MetadataPolicy: "Fetch")));
        Assert.Equal(1, world.Calls("secretsmanager.PutSecretValue"));
        Assert.True(await client.SecretExistsAsync(new PushTarget("pushed", "", null), default));

        await client.DeleteSecretAsync(new PushTarget("pushed", "", null), default);
        await client.DeleteSecretAsync(new PushTarget("pushed", "", null), default);
        Assert.False(await client.SecretExistsAsync(new PushTarget("pushed", "", null), default));
    }

    [Fact]
    public async Task Foreign_secret_is_never_written_or_deleted()
    {
        world.CreateSecret("theirs", "x");
        await using var client = await world.ConnectAsync("SecretsManager");

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.PushSecretAsync(Push("theirs", "k", "", null), default));
        Assert.Equal("secret not managed by external-secrets", e.Message);
        await client.DeleteSecretAsync(new PushTarget("theirs", "", null), default);
        Assert.Equal("x", await Text(client, new RemoteRef("theirs")));
    }

    [Fact]
    public async Task Wrong_key_is_refused_in_the_sdks_words()
    {
        var store = world.Store("SecretsManager");
        world.Refs.Secrets["team/aws"] = new Dictionary<string, SecretBytes>
        {
            ["id"] = SecretBytes.FromText("AKIAIOSFODNN7EXAMPLE"),
            ["secret"] = SecretBytes.FromText("x"),
        };
        await using var client = await world.Provider.ConnectAsync(store, default);

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.GetSecretAsync(new RemoteRef("db"), default));
        Assert.Equal(Failure.Denied, e.Failure);
        Assert.Equal(
            "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, "
            + "api error UnrecognizedClientException: The security token included in the request is invalid.",
            e.Message);
    }

    [Fact]
    public async Task Missing_credentials_are_named()
    {
        var e = await Assert.ThrowsAsync<ProviderException>(() => world.Provider.ConnectAsync(world.Store("SecretsManager"), default));
        Assert.Equal(
            "unable to create session: could not fetch SecretAccessKey secret: cannot get Kubernetes secret \"aws\" "
            + "from namespace \"team\": secrets \"aws\" not found",
            e.Message);
    }

    [Fact]
    public async Task Role_session_is_shared_until_it_ends()
    {
        world.CreateSecret("db", "x");
        world.Call("iam", "CreateRole", """
            {"RoleName":"reader","AssumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"123456789012\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]}]}"}
            """);
        const string Role = """{"role":"arn:aws:iam::123456789012:role/reader","sessionTagsPolicy":"Simple"}""";
        for (var i = 0; i < 5; i++)
        {
            await using var client = await world.ConnectAsync("SecretsManager", Role);
            Assert.Equal("x", await Text(client, new RemoteRef("db")));
        }

        Assert.Equal(1, world.Calls("sts.AssumeRole"));
        world.Clock.Now += TimeSpan.FromMinutes(14);
        await using var later = await world.ConnectAsync("SecretsManager", Role);
        Assert.Equal("x", await Text(later, new RemoteRef("db")));
        Assert.Equal(2, world.Calls("sts.AssumeRole"));
    }

    private static PushRequest Push(string key, string secretKey, string property, JsonNode? metadata) => new(
        new PushTarget(key, property, metadata),
        secretKey,
        new Dictionary<string, SecretBytes> { ["k"] = SecretBytes.FromText("v") },
        new Dictionary<string, string>(),
        new Dictionary<string, string>());

    private static async Task<string> Text(ISecretsClient client, RemoteRef remoteRef) =>
        (await client.GetSecretAsync(remoteRef, default)).Value.RevealText();

    private static async Task<string[]> Found(ISecretsClient client, FindSpec find) =>
        [.. (await client.GetAllSecretsAsync(find, default)).Keys.Order(StringComparer.Ordinal)];
}
