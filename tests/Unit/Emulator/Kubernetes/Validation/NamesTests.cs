using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Validation;

public sealed class NamesTests
{
    [Theory]
    [InlineData("a.b-c", true)]
    [InlineData("a..b", false)]
    [InlineData("-a", false)]
    [InlineData("Upper", false)]
    public void Subdomains_are_lower_case_labels_with_dots(string name, bool good) =>
        Assert.Equal(good, !Names.Subdomain(name).Any());

    [Fact]
    public void A_label_with_dots_gets_the_short_advice() =>
        Assert.Equal(["must not contain dots"], Names.Label("a.b"));

    [Fact]
    public void Values_are_quoted_as_go_does() =>
        Assert.Equal("\"a\\x01\\n\\\"é\\u200b\"", FieldError.Quote("a\u0001\n\"é\u200b"));

    [Fact]
    public void Annotations_are_limited_in_sum()
    {
        var metadata = new JsonObject
        {
            ["name"] = "a",
            ["namespace"] = "n",
            ["annotations"] = new JsonObject { ["k"] = new string('a', 256 * 1024) },
        };
        var errors = new List<FieldError>();
        ObjectMeta.Validate(metadata, NameRule.DnsSubdomain, namespaced: true, errors);
        Assert.Equal(
            "metadata.annotations: Too long: may not be more than 262144 bytes", Assert.Single(errors).ToString());
    }

    [Fact]
    public void Two_controllers_are_one_too_many()
    {
        var metadata = (JsonObject)JsonNode.Parse("""
            {"name":"a","namespace":"n","ownerReferences":[
             {"apiVersion":"v1","kind":"K","name":"x","uid":"1","controller":true},
             {"apiVersion":"v1","kind":"K","name":"y","uid":"2","controller":true}]}
            """)!;
        var errors = new List<FieldError>();
        ObjectMeta.Validate(metadata, NameRule.DnsSubdomain, namespaced: true, errors);
        Assert.EndsWith(
            "Found \"true\" in references for K/x and K/y",
            Assert.Single(errors).Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_dying_object_takes_no_new_finalizers()
    {
        var old = (JsonObject)JsonNode.Parse("""{"deletionTimestamp":"2024-01-01T00:00:00Z"}""")!;
        var now = (JsonObject)old.DeepClone();
        now["finalizers"] = new JsonArray("example.com/x");
        var errors = new List<FieldError>();
        ObjectMeta.ValidateUpdate(now, old, errors);
        Assert.Equal(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, " +
            "found new finalizers []string{\"example.com/x\"}",
            Assert.Single(errors).ToString());
    }
}
