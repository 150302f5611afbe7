using System.Text.Json.Nodes;
using Eso.Emulator.Grounds.Remote;
using Eso.Operator.Secrets.Regexp;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Grounds;

/// <summary>A world beside others on one AWS: its names are found as if they had no prefix, and nobody else's are.</summary>
public sealed class IsolationTests
{
    private static readonly string[] Names =
        ["/e2e/find/one", "/e2e/find/two", "/e2e/other", "e2e/find/one", "find-one", "one", "/one", "/a/b/find-2", "x|y"];

    private readonly Isolation isolation = new("abcde", aws: true);

    [Theory]
    [InlineData("/e2e/find/(one|two|three)$")]
    [InlineData("/e2e/find/.+")]
    [InlineData("^/e2e")]
    [InlineData(@"^\/e2e\/")]
    [InlineData("^find")]
    [InlineData("^(find|/one)")]
    [InlineData("^(?P<a>find|/one)|other$")]
    [InlineData("(?i)^/?E2E/FIND")]
    [InlineData("(^one|^find)")]
    [InlineData("find")]
    [InlineData("/one")]
    [InlineData(".+")]
    [InlineData("^.*/find")]
    [InlineData("^[a-z]+/")]
    [InlineData("^[^/]+$")]
    [InlineData("^[[:alpha:]/]+$")]
    [InlineData("/(?:e2e/)?(one|find)")]
    [InlineData("^(/[a-z0-9-]+){3}$")]
    [InlineData("^(/a|/e2e)?/(b|find)+")]
    [InlineData(@"^\Qx|y\E$|two$")]
    public void A_pattern_finds_what_it_finds_without_a_prefix(string pattern)
    {
        var plain = GoRegexp.Compile(pattern);
        var mapped = GoRegexp.Compile((string)Mapped("aws", "find", new JsonObject { ["regexp"] = pattern })["regexp"]!);

        Names.Where(n => mapped.IsMatch(isolation.AwsName(n))).Should().Equal(Names.Where(plain.IsMatch));
        Names.Where(mapped.IsMatch).Should().BeEmpty("names without the prefix are somebody else's");
    }

    [Theory]
    [InlineData("/e2e/find/(.*)", "$1")]
    [InlineData("^/e2e/(find)/", "$1-")]
    [InlineData("find-", "")]
    [InlineData("^find", "x")]
    [InlineData("[^/]*(one)$", "my_$1")]
    public void A_rewrite_of_found_names_gives_what_it_gives_without_a_prefix(string source, string target)
    {
        var spec = Spec("aws", Found("."));
        var rewrite = new JsonObject { ["source"] = source, ["target"] = target };
        spec["dataFrom"]![0]!["rewrite"] = new JsonArray(new JsonObject { ["regexp"] = rewrite });
        var mapped = (string)External(spec)["spec"]!["dataFrom"]![0]!["rewrite"]![0]!["regexp"]!["source"]!;

        foreach (var name in Names)
        {
            isolation.Plain(GoRegexp.Compile(mapped).ReplaceAll(isolation.AwsName(name), target))
                .Should().Be(GoRegexp.Compile(source).ReplaceAll(name, target));
        }
    }

    [Theory]
    [InlineData("(?<=a)b")]
    [InlineData("(")]
    public void A_pattern_that_does_not_compile_is_the_operators_to_refuse(string pattern) =>
        ((string?)Mapped("aws", "find", new JsonObject { ["regexp"] = pattern })["regexp"]).Should().Be(pattern);

    [Fact]
    public void What_is_told_of_a_pattern_has_it_as_it_was_written()
    {
        var mapped = (string)Mapped("aws", "find", new JsonObject { ["regexp"] = "/e2e/(a|b)" })["regexp"]!;

        mapped.Should().NotBe("/e2e/(a|b)");
        isolation.Plain($"could not find [{mapped}]").Should().Be("could not find [/e2e/(a|b)]");
    }

    [Theory]
    [InlineData("kubernetes")]
    [InlineData("fake")]
    public void Keys_of_other_providers_stores_stay_and_AWSs_do_not(string provider)
    {
        isolation.Manifest(Store("other", provider));
        isolation.Manifest(Store("aws", "aws"));
        var spec = Spec("other", Found("^find"));
        spec["data"] = new JsonArray(
            new JsonObject { ["remoteRef"] = new JsonObject { ["key"] = "one" } },
            new JsonObject
            {
                ["remoteRef"] = new JsonObject { ["key"] = "two" },
                ["sourceRef"] = new JsonObject { ["storeRef"] = new JsonObject { ["name"] = "aws" } },
            });
        var made = External(spec)["spec"]!;
        var third = new JsonObject { ["remoteRef"] = new JsonObject { ["key"] = "three" } };
        var patched = External(new JsonObject { ["data"] = new JsonArray(third) });

        ((string?)made["dataFrom"]![0]!["find"]!["name"]!["regexp"]).Should().Be("^find");
        ((string?)made["data"]![0]!["remoteRef"]!["key"]).Should().Be("one");
        ((string?)made["data"]![1]!["remoteRef"]!["key"]).Should().Be("eso-abcde-two");
        ((string?)patched["spec"]!["data"]![0]!["remoteRef"]!["key"]).Should().Be("three", "the object's store is known");
    }

    [Theory]
    [InlineData("""{ "remoteNamespace": "remote", "server": {} }""", "remote-abcde")]
    [InlineData("""{ "server": {} }""", "default-abcde")]
    public void A_store_over_a_namespace_is_over_this_worlds(string provider, string ns)
    {
        var store = Store("kube", "kubernetes");
        store["spec"]!["provider"]!["kubernetes"] = JsonNode.Parse(provider);

        ((string?)isolation.Manifest(store)["spec"]!["provider"]!["kubernetes"]!["remoteNamespace"]).Should().Be(ns);
    }

    private static JsonObject Store(string name, string provider) => new()
    {
        ["apiVersion"] = "external-secrets.io/v1",
        ["kind"] = "SecretStore",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["provider"] = new JsonObject { [provider] = new JsonObject() } },
    };

    private static JsonObject Spec(string store, JsonObject from) => new()
    {
        ["secretStoreRef"] = new JsonObject { ["name"] = store },
        ["dataFrom"] = new JsonArray(from),
    };

    private static JsonObject Found(string pattern) =>
        new() { ["find"] = new JsonObject { ["name"] = new JsonObject { ["regexp"] = pattern } } };

    private JsonObject External(JsonObject spec) => isolation.Manifest(new JsonObject
    {
        ["apiVersion"] = "external-secrets.io/v1",
        ["kind"] = "ExternalSecret",
        ["metadata"] = new JsonObject { ["name"] = "es" },
        ["spec"] = spec,
    });

    private JsonNode Mapped(string store, string kind, JsonObject name) =>
        External(Spec(store, new JsonObject { [kind] = new JsonObject { ["name"] = name } }))["spec"]!["dataFrom"]![0]![kind]!["name"]!;
}
