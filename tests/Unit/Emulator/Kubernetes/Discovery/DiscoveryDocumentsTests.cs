using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Discovery;
using Eso.Emulator.Kubernetes.Kinds;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Discovery;

public sealed class DiscoveryDocumentsTests
{
    private readonly DiscoveryDocuments documents = new(new KindRegistry());

    [Fact]
    public void The_old_list_names_subresources_with_their_own_kinds()
    {
        var list = JsonNode.Parse(documents.Resources("", "v1")!.Json.Span)!;
        var token = list["resources"]!.AsArray().Single(r => r!["name"]!.GetValue<string>() == "serviceaccounts/token")!;
        Assert.Equal("authentication.k8s.io", token["group"]!.GetValue<string>());
        Assert.Equal("TokenRequest", token["kind"]!.GetValue<string>());
        Assert.False(list.AsObject().ContainsKey("apiVersion"));
    }

    [Fact]
    public void The_aggregated_list_keeps_its_etag_until_kinds_change()
    {
        Assert.Equal(documents.Aggregated(core: false).ETag, documents.Aggregated(core: false).ETag);
        Assert.NotEqual(documents.Aggregated(core: true).ETag, documents.Aggregated(core: false).ETag);
    }

    [Fact]
    public void Unknown_groups_and_versions_have_no_document()
    {
        Assert.Null(documents.Group("nope.example.com"));
        Assert.Null(documents.Resources("apps", "v9"));
    }
}
