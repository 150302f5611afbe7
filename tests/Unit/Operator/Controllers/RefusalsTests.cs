using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Controllers.ExternalSecrets;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Controllers;

public sealed class RefusalsTests
{
    private static readonly JsonObject Draft = (JsonObject)JsonNode.Parse("""
        {"metadata":{"name":"s","labels":{"l":"se\"cret","bad key":"x"}},"data":{"ключ":"MQ=="}}
        """)!;

    [Theory]
    [InlineData("metadata.labels: Invalid value: \"se\\\"cret\": a valid label must", "metadata.labels: Invalid value: [redacted]: a valid label must")]
    [InlineData("data[ключ]: Invalid value: \"ключ\": a valid config key", "data[ключ]: Invalid value: \"ключ\": a valid config key")]
    [InlineData("metadata.labels: Invalid value: \"bad key\": name part", "metadata.labels: Invalid value: \"bad key\": name part")]
    [InlineData("[a: Invalid value: \"x\": no, b: Invalid value: \"y\": no]", "[a: Invalid value: [redacted]: no, b: Invalid value: [redacted]: no]")]
    public void Refused_values_are_not_told_but_keys_are(string said, string told) =>
        Refusals.Safe(new KubeException(422, "Invalid", said), Draft).Message.Should().Be(told);

    [Fact]
    public void Other_failures_stay_as_they_are()
    {
        var e = new KubeException(403, "Forbidden", "no: Invalid value: \"x\"");
        Refusals.Safe(e, Draft).Should().BeSameAs(e);
    }
}
