using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Schema;

/// <summary>
/// 1.0 in JSON is a float64 to the API server until it is stored as 1; in YAML it is 1 from the start. Answers of
/// apiextensions-apiserver 1.36.4.
/// </summary>
public sealed class FloatsWithoutFractionTests
{
    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: nums.one.example.com}
        spec:
          group: one.example.com
          scope: Cluster
          names: {plural: nums, kind: Num}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  plain: {type: integer}
                  ruled: {type: integer}
                  halves: {type: number, multipleOf: 0.5}
                  few: {type: number, enum: [1, 2.5]}
                  any: {x-kubernetes-preserve-unknown-fields: true}
                  set: {type: array, items: {type: number}, x-kubernetes-list-type: set}
                x-kubernetes-validations:
                - {rule: "!has(self.ruled) || self.ruled <= 5"}
        """;

    private const string Path = "/apis/one.example.com/v1/nums";

    [Theory]
    [InlineData("\"plain\":1.0", "\"plain\":1")]
    [InlineData("\"plain\":1e2", "\"plain\":100")]
    [InlineData("\"halves\":1.0", "\"halves\":1")]
    [InlineData("\"any\":{\"x\":2.0}", "\"any\":{\"x\":2}")]
    [InlineData("\"set\":[1,1.0]", "\"set\":[1,1]")]
    public async Task Is_stored_without_its_fraction(string sent, string stored)
    {
        var (code, text) = await CreateAsync(sent, "application/json");

        code.Should().Be(201);
        text.Should().Contain(stored);
    }

    [Theory]
    [InlineData("\"ruled\":1.0", "Invalid value: \"object\": invalid data, expected int, got float64 evaluating rule: !has(self.ruled) || self.ruled <= 5")]
    [InlineData("\"halves\":1", "factor MultipleOf declared for halves must be positive: 0")]
    [InlineData("\"halves\":1e20", "halves: Invalid value: 1e+20: halves in body should be a multiple of 0.5")]
    [InlineData("\"few\":1e-7", "few: Unsupported value: 1e-07: supported values: \"1\", \"2.5\"")]
    [InlineData("\"set\":[1.5,1.50]", "set[1]: Duplicate value: 1.5")]
    public async Task Is_a_float_to_rules_and_messages(string sent, string told)
    {
        var (code, text) = await CreateAsync(sent, "application/json");

        code.Should().Be(422);
        ((string?)JsonNode.Parse(text)!["message"]).Should().Contain(told);
    }

    [Theory]
    [InlineData("\"ruled\": 1.0")]
    [InlineData("\"any\": 1e400")]
    public async Task Is_an_integer_in_yaml_where_too_large_a_number_is_a_text(string sent) =>
        (await CreateAsync(sent, "application/yaml")).Code.Should().Be(201);

    [Fact]
    public async Task A_map_in_a_scalars_place_is_owned_with_its_fields()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        await cluster.SendAsync("POST", Path, Body("\"any\":1"));

        var (_, changed) = await cluster.SendAsync("PATCH", Path + "/a?fieldManager=m", """{"any":{"x":1}}""", "application/merge-patch+json");

        changed["metadata"]!["managedFields"]!.ToJsonString().Should().Contain("""{"f:any":{".":{},"f:x":{}}}""");
    }

    private static async Task<(int Code, string Text)> CreateAsync(string field, string type)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        var (code, answer) = await cluster.SendAsync("POST", Path, type == "application/yaml" ? Yaml(field) : Body(field), type);
        return (code, answer.ToJsonString(Relaxed));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Body(string field) =>
        $$"""{"apiVersion":"one.example.com/v1","kind":"Num","metadata":{"name":"a"},{{field}}}""";

    private static string Yaml(string field) => $$"""
        apiVersion: one.example.com/v1
        kind: Num
        metadata: {name: a}
        {{field}}
        """;
}
