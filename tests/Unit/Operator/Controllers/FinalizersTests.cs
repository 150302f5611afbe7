using System.Text.Json.Nodes;
using Eso.Operator.Api;
using Eso.Operator.Controllers;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Controllers;

public sealed class FinalizersTests
{
    /// <summary>The echo of our own write must wake nobody, even when it overtakes the answer.</summary>
    [Theory]
    [InlineData("", "ours", false)]
    [InlineData("other", "other ours", false)]
    [InlineData("ours", "ours", false)]
    [InlineData("ours", "", true)]
    [InlineData("other ours", "other", true)]
    [InlineData("", "other", true)]
    [InlineData("other", "ours", true)]
    [InlineData("other ours", "ours", true)]
    public void OursComingIsNoNews(string old, string next, bool news) =>
        new Finalizers(null!, EsoTypes.ExternalSecret, "ours").IsNews(With(old), With(next)).Should().Be(news);

    private static JsonObject With(string finalizers) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["finalizers"] = new JsonArray(
                [.. finalizers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => (JsonNode)f)]),
        },
    };
}
