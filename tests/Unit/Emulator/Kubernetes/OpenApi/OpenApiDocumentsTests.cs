using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.OpenApi;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private readonly OpenApiDocuments documents = new(new KindRegistry());

    [Fact]
    public void Core_patch_names_its_media_types_and_field_validation()
    {
        var doc = JsonNode.Parse(documents.V3("api/v1")!.Json())!;
        var patch = doc["paths"]!["/api/v1/namespaces/{namespace}/secrets/{name}"]!["patch"]!;
        Assert.Equal("patchCoreV1NamespacedSecret", patch["operationId"]!.GetValue<string>());
        Assert.Equal(
            ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
                "application/strategic-merge-patch+json"],
            patch["requestBody"]!["content"]!.AsObject().Select(p => p.Key));
        Assert.Contains(patch["parameters"]!.AsArray(), p => p!["name"]!.GetValue<string>() == "fieldValidation");
        Assert.Equal("Secret", patch["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>());
    }

    [Fact]
    public void Unions_name_their_discriminator_and_fields()
    {
        var doc = JsonNode.Parse(documents.V3("api/v1")!.Json())!;
        var profile = doc["components"]!["schemas"]!["io.k8s.api.core.v1.SeccompProfile"]!;
        Assert.Equal(
            """[{"discriminator":"type","fields-to-discriminateBy":{"localhostProfile":"LocalhostProfile"}}]""",
            profile["x-kubernetes-unions"]!.ToJsonString());
    }

    [Fact]
    public void Every_reference_of_every_document_has_a_definition()
    {
        foreach (var kind in KindRegistry.BuiltIns)
        {
            var r = kind.Resource;
            var path = r.Group.Length == 0 ? "api/v1" : $"apis/{r.Group}/{r.Version}";
            var doc = JsonNode.Parse(documents.V3(path)!.Json())!;
            Assert.Empty(Dangling(doc, doc["components"]!["schemas"]!.AsObject()));
        }

        var all = JsonNode.Parse(documents.V2().Json())!;
        Assert.Empty(Dangling(all, all["definitions"]!.AsObject()));
    }

    [Fact]
    public void The_index_names_each_document_with_its_hash()
    {
        var index = JsonNode.Parse(documents.V3Index())!["paths"]!.AsObject();
        Assert.Equal(
            $"/openapi/v3/apis/apps/v1?hash={documents.V3Hash("apis/apps/v1")}",
            index["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>());
        Assert.Null(documents.V3("apis/nope.example.com/v1"));
    }

    private static List<string> Dangling(JsonNode? node, JsonObject definitions) => node switch
    {
        JsonObject obj => [.. obj.SelectMany(p => p.Key == "$ref" && p.Value is JsonValue v
            ? definitions.ContainsKey(v.GetValue<string>().Split('/')[^1]) ? [] : [v.GetValue<string>()]
            : Dangling(p.Value, definitions))],
        JsonArray list => [.. list.SelectMany(n => Dangling(n, definitions))],
        _ => [],
    };
}
