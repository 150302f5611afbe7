using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Tables;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Tables;

public sealed class JsonPathTests
{
    private static readonly JsonNode Doc = JsonNode.Parse("""
        {"spec":{"size":3,"a.b":"dotted","list":["x","y","z"]},
         "status":{"conditions":[{"type":"A","status":"False"},{"type":"Ready","status":"True"}]}}
        """)!;

    [Theory]
    [InlineData(".spec.size", "3")]
    [InlineData(".spec['a.b']", "dotted")]
    [InlineData(@".spec.a\.b", "dotted")]
    [InlineData(".spec.list[1]", "y")]
    [InlineData(".spec.list[-1]", "z")]
    [InlineData(".spec.list[0:2]", "x y")]
    [InlineData(".spec.list[*]", "x y z")]
    [InlineData(".spec.list", "[\"x\",\"y\",\"z\"]")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".status.conditions[?(@.type=='Nope')].status", "")]
    [InlineData("..type", "A Ready")]
    [InlineData(".nope.deeper", "")]
    public void Finds_what_client_go_finds(string path, string expected)
    {
        Assert.True(JsonPath.TryParse(path, out var parsed));
        Assert.Equal(expected, string.Join(' ', parsed.Find(Doc).Select(JsonPath.Print)));
    }

    [Theory]
    [InlineData(".spec[")]
    [InlineData(".spec[?(@.x=1)]")]
    public void A_path_that_cannot_be_read_finds_nothing(string path)
    {
        Assert.False(JsonPath.TryParse(path, out var parsed));
        Assert.Empty(parsed.Find(Doc));
    }
}
