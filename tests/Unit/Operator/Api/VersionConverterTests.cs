using System.Text.Json.Nodes;
using Eso.Operator.Api.Conversion;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Api;

public sealed class VersionConverterTests
{
    private const string V1 = "external-secrets.io/v1";
    private const string Beta = "external-secrets.io/v1beta1";

    [Theory]
    [InlineData("ExternalSecret", """{"refreshInterval":"1h0m0s","data":[{"secretKey":"a","remoteRef":{"key":"k","nullBytePolicy":"Fail"}}]}""")]
    [InlineData("ExternalSecret", """{"dataFrom":[{"find":{},"rewrite":[{"merge":{"into":"x"}},{"regexp":{"source":"a","target":"b"}}]}]}""")]
    [InlineData("ExternalSecret", """{"target":{"creationPolicy":"CreateOrMerge","manifest":{"apiVersion":"v1","kind":"ConfigMap"}},"syncWindows":{"kind":"deny","windows":[{"schedule":"@daily","duration":"1h"}]}}""")]
    [InlineData("ExternalSecret", """{"target":{"template":{"metadata":{"finalizers":["a/b"]},"templateFrom":[{"literal":"x","target":"spec.rules","valuesDecodingStrategy":"Auto"}]}}}""")]
    [InlineData("SecretStore", """{"refreshInterval":"1h30m","provider":{"fake":{"data":[]}}}""")]
    [InlineData("ClusterSecretStore", """{"provider":{"openBao":{"server":"x"}}}""")]
    [InlineData("ClusterExternalSecret", """{"externalSecretSpec":{"target":{"creationPolicy":"CreateOrMerge"}},"namespaces":["a"]}""")]
    public void What_v1beta1_cannot_say_survives_the_way_there_and_back(string kind, string spec)
    {
        var beta = VersionConverter.Convert(Object(kind, V1, spec), Beta);
        beta["spec"]!.ToJsonString().Should().NotBe(spec);

        var back = VersionConverter.Convert(beta, V1);

        JsonNode.DeepEquals(back["spec"], JsonNode.Parse(spec)).Should().BeTrue("{0}", back["spec"]!.ToJsonString());
        back["metadata"]!.AsObject().Should().NotContainKey("annotations");
        back["apiVersion"]!.ToString().Should().Be(V1);
    }

    [Fact]
    public void A_v1beta1_store_of_a_back_end_that_v1_lost_survives_too()
    {
        const string spec = """{"provider":{"alibaba":{"regionID":"x"}}}""";
        var v1 = VersionConverter.Convert(Object("SecretStore", Beta, spec), V1);
        v1["spec"]!["provider"]!.AsObject().Should().BeEmpty();

        VersionConverter.Convert(v1, Beta)["spec"]!["provider"]!.ToJsonString().Should().Be("""{"alibaba":{"regionID":"x"}}""");

        v1["spec"]!["provider"] = new JsonObject { ["fake"] = new JsonObject { ["data"] = new JsonArray() } };
        VersionConverter.Convert(v1, Beta)["spec"]!["provider"]!.AsObject().Select(p => p.Key).Should().Equal("fake");
    }

    [Fact]
    public void An_edit_of_the_old_version_is_kept_and_spoils_nothing_else()
    {
        var v1 = Object("ExternalSecret", V1, """
            {"syncWindows":{"kind":"allow","windows":[{"schedule":"@daily","duration":"1h"}]},"target":{"creationPolicy":"CreateOrMerge"},
             "data":[{"secretKey":"a","remoteRef":{"key":"k","nullBytePolicy":"Fail"}},{"secretKey":"b","remoteRef":{"key":"l","nullBytePolicy":"Fail"}}]}
            """);
        var beta = VersionConverter.Convert(v1, Beta);
        beta["spec"]!["refreshInterval"] = "5m";
        beta["spec"]!["data"]![0]!["remoteRef"]!["key"] = "edited";
        beta["spec"]!["data"]!.AsArray().Add(JsonNode.Parse("""{"secretKey":"c","remoteRef":{"key":"m"}}"""));
        var data = beta["spec"]!["data"]!.AsArray();
        data.RemoveAt(0);

        var back = VersionConverter.Convert(beta, V1)["spec"]!;

        back["refreshInterval"]!.ToString().Should().Be("5m");
        back["syncWindows"]!["kind"]!.ToString().Should().Be("allow");
        back["target"]!["creationPolicy"]!.ToString().Should().Be("CreateOrMerge");
        back["data"]!.AsArray().Select(d => $"{d!["secretKey"]} {d["remoteRef"]!["nullBytePolicy"]}").Should().Equal("b Fail", "c ");
    }

    [Fact]
    public void What_both_versions_can_say_is_left_as_it_is()
    {
        const string spec = """{"refreshInterval":30,"provider":{"fake":{"data":[{"key":"a","value":"b"}]}}}""";
        var v1 = VersionConverter.Convert(Object("SecretStore", Beta, spec), V1);

        v1["spec"]!.ToJsonString().Should().Be(spec);
        v1["metadata"]!.ToJsonString().Should().Be("""{"name":"x"}""");
        v1["status"]!.ToJsonString().Should().Be("""{"conditions":[]}""");
    }

    [Fact]
    public void A_review_answers_with_its_uid_and_says_what_it_cannot_do()
    {
        var good = Review(Object("SecretStore", Beta, "{}"), V1)!["response"]!;
        good["uid"]!.ToString().Should().Be("u1");
        good["result"]!["status"]!.ToString().Should().Be("Success");
        good["convertedObjects"]![0]!["apiVersion"]!.ToString().Should().Be(V1);

        var bad = Review(Object("PushSecret", "external-secrets.io/v1alpha1", "{}"), V1)!["response"]!;
        bad["result"]!["message"]!.ToString().Should().Be(
            "cannot convert external-secrets.io/v1alpha1, Kind=PushSecret to external-secrets.io/v1");
        ConversionReviews.Answer("nonsense"u8).Should().BeNull();
    }

    private static JsonObject? Review(JsonObject o, string wanted) => ConversionReviews.Answer(
        System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["request"] = new JsonObject { ["uid"] = "u1", ["desiredAPIVersion"] = wanted, ["objects"] = new JsonArray(o) },
        }.ToJsonString()));

    private static JsonObject Object(string kind, string apiVersion, string spec) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "x" },
        ["spec"] = JsonNode.Parse(spec),
        ["status"] = new JsonObject { ["conditions"] = new JsonArray() },
    };
}
