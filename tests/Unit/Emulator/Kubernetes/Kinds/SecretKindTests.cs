using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

public sealed class SecretKindTests
{
    private readonly SecretKind kind = new();

    [Fact]
    public void String_data_wins_over_data_and_disappears()
    {
        var secret = Parse("""{"data":{"k":"b2xk","n":null},"stringData":{"k":"new"}}""");
        kind.Default(secret);
        Assert.Equal("bmV3", secret["data"]!["k"]!.GetValue<string>());
        Assert.Equal("", secret["data"]!["n"]!.GetValue<string>());
        Assert.Equal("Opaque", secret["type"]!.GetValue<string>());
        Assert.False(secret.ContainsKey("stringData"));
    }

    [Theory]
    [InlineData("..x", "must not start with '..'")]
    [InlineData(".", "must not be '.'")]
    public void Keys_have_a_form(string key, string problem)
    {
        var errors = Check($$$"""{"type":"Opaque","data":{"{{{key}}}":"dg=="}}""");
        Assert.Contains(errors, e => e.Field == $"data[{key}]" && e.Detail == problem);
    }

    [Fact]
    public void Docker_configuration_is_json_and_is_never_shown()
    {
        var errors = Check("""{"type":"kubernetes.io/dockercfg","data":{".dockercfg":"bm90anNvbg=="}}""");
        Assert.Equal(
            "data[.dockercfg]: Invalid value: \"<secret contents redacted>\": " +
            "invalid character 'o' in literal null (expecting 'u')",
            Assert.Single(errors).ToString());
    }

    [Fact]
    public void Immutable_data_stays()
    {
        var old = Parse("""{"type":"Opaque","immutable":true,"data":{"k":"dg=="}}""");
        var errors = new List<FieldError>();
        kind.ValidateUpdate(Parse("""{"type":"a","data":{"k":"dzI="}}"""), old, Context(), errors);
        Assert.Equal(["type", "immutable", "data"], errors.Select(e => e.Field));
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static KindContext Context() => new() { Now = DateTimeOffset.UnixEpoch, Entropy = new Entropy(1) };

    private List<FieldError> Check(string json)
    {
        var errors = new List<FieldError>();
        kind.Validate(Parse(json), Context(), errors);
        return errors;
    }
}
