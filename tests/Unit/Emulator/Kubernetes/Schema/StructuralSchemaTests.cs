using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Schema;

public sealed class StructuralSchemaTests
{
    [Theory]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "spec.a: Invalid value: 0: spec.a in body should be greater than or equal to 1")]
    [InlineData("""{"type":"integer"}""", "\"x\"", "spec.a: Invalid value: \"string\": spec.a in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"b\"", "spec.a: Invalid value: \"b\": spec.a in body should match '^a+$'")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"bb\"", "spec.a: Too long: may not be more than 1 byte")]
    [InlineData("""{"type":"string","enum":["x","y"]}""", "\"z\"", "spec.a: Unsupported value: \"z\": supported values: \"x\", \"y\"")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"z\"", "spec.a: Invalid value: \"z\": spec.a in body must be of type ipv4: \"z\"")]
    [InlineData("""{"type":"array","maxItems":1,"items":{"type":"string"}}""", "[\"a\",\"b\"]", "spec.a: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}""", "[\"a\",\"a\"]", "spec.a[1]: Duplicate value: \"a\"")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", "spec.a: Invalid value: \"boolean\": spec.a in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"type":"integer","format":"int32"}""", "3000000000", "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.a")]
    [InlineData("""{"type":"string","not":{"enum":["b"]}}""", "\"b\"", "<nil>: Invalid value: \"\": \"spec.a\" must not validate the schema (not)")]
    public void Values_are_refused_with_the_real_texts(string schema, string value, string error)
    {
        Compile(schema).Validate(Object(value), null).Select(e => e.ToString()).Should().Equal(error);
    }

    [Fact]
    public void Unchanged_faults_are_forgiven_on_update()
    {
        var schema = Compile("""{"type":"object","properties":{"x":{"type":"integer","maximum":5},"y":{"type":"string"}}}""");
        var old = Object("""{"x":9,"y":"a"}""");
        schema.Validate(Object("""{"x":9,"y":"b"}"""), old).Should().BeEmpty();
        schema.Validate(Object("""{"x":8,"y":"b"}"""), old).Should().HaveCount(1);
    }

    [Fact]
    public void Unknown_fields_are_pruned_and_named()
    {
        var obj = Object("""{"x":1,"y":{"z":1}}""");
        obj["metadata"] = new JsonObject { ["name"] = "n", ["nope"] = 1 };
        var unknown = new List<string>();
        Compile("""{"type":"object","properties":{"x":{"type":"integer"}}}""").Prune(obj, unknown);
        unknown.Should().Equal("spec.a.y");
        obj["spec"]!["a"]!.ToJsonString().Should().Be("""{"x":1}""");
    }

    [Fact]
    public void Defaults_fill_but_never_make_parents()
    {
        var schema = Compile("""{"type":"object","properties":{"x":{"type":"integer","default":3},"y":{"type":"object","properties":{"z":{"type":"string","default":"d"}}}}}""");
        var obj = Object("""{"x":null}""");
        schema.Default(obj);
        obj["spec"]!["a"]!.ToJsonString().Should().Be("""{"x":3}""");
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", "S.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"properties":{}}""", "S.type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", "S.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":1}}}""", "S.properties[a].default: Invalid value: \"integer\":  in body must be of type string: \"integer\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"["}}}""", "S.properties[a].pattern: Invalid value: \"[\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: `[`")]
    public void Bad_schemas_are_refused_with_the_real_texts(string schema, string error)
    {
        StructuralSchema.CompileErrors((JsonObject)JsonNode.Parse(schema)!, "S").Select(e => e.ToString()).Should().Contain(error);
    }

    private static StructuralSchema Compile(string a) => StructuralSchema.Compile((JsonObject)JsonNode.Parse(
        """{"type":"object","properties":{"spec":{"type":"object","properties":{"a":""" + a + "}}}}")!);

    private static JsonObject Object(string a) => (JsonObject)JsonNode.Parse("""{"apiVersion":"g/v1","kind":"K","spec":{"a":""" + a + "}}")!;
}
