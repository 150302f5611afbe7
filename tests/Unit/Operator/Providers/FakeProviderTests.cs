using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Fake;
using Xunit;

namespace Eso.Unit.Operator.Providers;

public sealed class FakeProviderTests : ProviderContractTests
{
    private readonly ProviderWorld world = new();

    protected override ISecretProvider Provider { get; } = new FakeProvider();

    // As in ESO: what was pushed stays.
    protected override bool Deletes => false;

    protected override Task<ISecretsClient> WithAsync(IReadOnlyDictionary<string, string> remote)
    {
        var data = remote.Select(r => (JsonNode)new JsonObject { ["key"] = r.Key, ["value"] = r.Value }).ToArray();
        var spec = new JsonObject { ["data"] = new JsonArray(data) };
        return Provider.ConnectAsync(world.Store(spec.ToJsonString()), default);
    }

    [Fact]
    public async Task Version_belongs_to_the_key()
    {
        await using var client = await Provider.ConnectAsync(
            world.Store("""{"data":[{"key":"a","value":"1","version":"v1"},{"key":"a","value":"2","version":"v2"}]}"""), default);

        Assert.Equal("1", (await client.GetSecretAsync(new RemoteRef("a", Version: "v1"), default)).Value.RevealText());
        Assert.False((await client.GetSecretAsync(new RemoteRef("a"), default)).Found);
        var found = await client.GetAllSecretsAsync(new FindSpec("", "a", new Dictionary<string, string>()), default);
        Assert.Equal("2", found["a"].RevealText());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Validation_result_is_what_the_spec_says(int result, bool undetermined)
    {
        await using var client = await Provider.ConnectAsync(world.Store($$"""{"data":[],"validationResult":{{result}}}"""), default);

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.ValidateAsync(default));
        Assert.Equal("unable to validate", e.Message);
        Assert.Equal(undetermined, e.IsUndetermined);
    }
}
