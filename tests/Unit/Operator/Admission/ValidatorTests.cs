using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Operator.Admission;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Eso.Unit.Operator.Admission;

public sealed class ValidatorTests
{
    private static readonly AdmissionReviews Reviews = new(new ProviderRegistry(new ProviderServices
    {
        Clock = Eso.Unit.Kubernetes.ManualClock.New(),
        Random = new Random(1),
        Environment = new Dictionary<string, string>(),
        Logs = NullLoggerFactory.Instance,
    }));

    private const string Data = """ "data":[{"secretKey":"a","remoteRef":{"key":"k"}}] """;

    [Theory]
    [InlineData("{}", "either data or dataFrom should be specified")]
    [InlineData("""{"target":{"creationPolicy":"Merge","deletionPolicy":"Delete"},""" + Data + "}",
        "deletionPolicy=Delete must not be used when the controller doesn't own the secret. Please set creationPolicy=Owner")]
    [InlineData("""{"target":{"creationPolicy":"Orphan","deletionPolicy":"Delete"},""" + Data + "}", null)]
    [InlineData("""{"target":{"creationPolicy":"None","deletionPolicy":"Merge"},""" + Data + "}",
        "deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with")]
    [InlineData("""{"target":{"template":{"type":"bootstrap.kubernetes.io/token"}},""" + Data + "}",
        "template.type=\"bootstrap.kubernetes.io/token\" is not allowed")]
    [InlineData("""{"dataFrom":[{"find":{},"extract":{"key":"k"}}]}""",
        "extract, find, or generatorRef cannot be set at the same time")]
    [InlineData("""{"dataFrom":[{}]}""", "either extract, find, or sourceRef must be set to dataFrom")]
    [InlineData("""{"dataFrom":[{"sourceRef":{}}]}""", "generatorRef or storeRef must be set when using sourceRef in dataFrom")]
    [InlineData("""{"data":[{"secretKey":"a"},{"secretKey":"a"}]}""", "duplicate secretKey found: a")]
    [InlineData("{" + Data + "}", null)]
    public void ExternalSecrets_get_ESOs_verdict(string spec, string? problem) =>
        Verdict("externalsecret", spec).Should().Be(problem);

    [Theory]
    [InlineData("""{"provider":{"fake":{"data":[]}}}""", null)]
    [InlineData("""{"provider":{"fake":{"data":[]}},"refreshInterval":"5x"}""",
        "invalid refreshInterval \"5x\": time: unknown unit \"x\" in duration \"5x\"")]
    [InlineData("""{"provider":{"fake":{"data":[]}},"refreshInterval":-1}""",
        "invalid refreshInterval \"-1\": must not be negative")]
    [InlineData("""{"provider":{"fake":{"data":[]},"aws":{}}}""",
        "store error for o: secret stores must only have exactly one backend specified, found 2")]
    [InlineData("""{"provider":{"aws":{"service":"SecretsManager","region":"mars-1"}}}""", "region not found: mars-1")]
    public void Stores_get_ESOs_verdict(string spec, string? problem) => Verdict("secretstore", spec).Should().Be(problem);

    [Fact]
    public void An_unmaintained_store_is_allowed_with_a_warning() =>
        Review("clustersecretstore", """{"provider":{"fake":{"data":[]}}}""")["warnings"]![0]!.ToString()
            .Should().Be("store o isn't currently maintained. Please plan and prepare accordingly.");

    [Theory]
    [InlineData("/other", "{}")]
    [InlineData("/validate-external-secrets-io-v1-externalsecret", "not json")]
    [InlineData("/validate-external-secrets-io-v1-pushsecret", """{"request":{"uid":"1","object":{}}}""")]
    public void What_is_no_review_gets_no_answer(string path, string body) =>
        Reviews.Answer(path, System.Text.Encoding.UTF8.GetBytes(body)).Should().BeNull();

    private static string? Verdict(string resource, string spec)
    {
        var response = Review(resource, spec);
        return response["allowed"]!.GetValue<bool>() ? null : response["status"]!["message"]!.ToString();
    }

    private static JsonObject Review(string resource, string spec)
    {
        var review = new JsonObject
        {
            ["request"] = new JsonObject
            {
                ["uid"] = "1",
                ["operation"] = "CREATE",
                ["object"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "o", ["namespace"] = "n" },
                    ["spec"] = JsonNode.Parse(spec),
                },
            },
        };
        var path = "/validate-external-secrets-io-v1-" + resource;
        return (JsonObject)Reviews.Answer(path, JsonSerializer.SerializeToUtf8Bytes(review))!["response"]!;
    }
}
