using System.Text;
using Eso.Kubernetes.Informers;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Kubernetes;

public sealed class CachedObjectTests
{
    [Theory]
    [InlineData(
        """{"kind":"X","metadata":{"name":"a","managedFields":[{"f":{"x":1}}],"generation":7},"spec":{}}""",
        """{"kind":"X","metadata":{"name":"a","generation":7},"spec":{}}""")]
    [InlineData(
        """{"metadata": { "name": "a", "generation": 7 , "managedFields" : [ ] } }""",
        """{"metadata":{"name":"a","generation":7}}""")]
    [InlineData(
        """{"metadata":{"name":"a","generation":7},"spec":{"managedFields":[1]}}""",
        """{"metadata":{"name":"a","generation":7},"spec":{"managedFields":[1]}}""")]
    public void Who_wrote_what_is_forgotten(string text, string kept)
    {
        var o = CachedObject.From(Encoding.UTF8.GetBytes(text), dropManagedFields: true)!;

        o.Parse().ToJsonString().Should().Be(kept);
        (o.Name, o.Generation).Should().Be(("a", 7));
        CachedObject.From(Encoding.UTF8.GetBytes(text))!.Utf8.Length.Should().Be(text.Length);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"metadata":[]}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""{"kind":"X" """)]
    public void What_is_no_object_is_none(string text) =>
        CachedObject.From(Encoding.UTF8.GetBytes(text), dropManagedFields: true).Should().BeNull();
}
