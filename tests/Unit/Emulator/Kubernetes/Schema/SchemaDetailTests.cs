using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Schema;

/// <summary>Corners of schema and rule checking, with the answers of apiextensions-apiserver 1.36.</summary>
public sealed class SchemaDetailTests
{
    [Theory]
    [InlineData("""{"type":"string","format":"date"}""", "5",
        """a: Invalid value: "int64": a in body must be of type date: "int64"  """)]
    [InlineData("""{"type":"string","format":"uri"}""", "true",
        """a: Invalid value: "": a in body must be of type uri: ""  """)]
    [InlineData("""{"type":"integer"}""", "1.5",
        """
        a: Invalid value: "number": a in body must be of type integer: "number"
        <nil>: Invalid value: "": Checked value must be of type integer (default format) in a
        """)]
    [InlineData("""{"type":"number","multipleOf":0.5}""", "1",
        "a: Invalid value: 0: factor MultipleOf declared for a must be positive: 0")]
    [InlineData("""{"type":"number","enum":[1,2]}""", "1.5", "")]
    [InlineData("""{"type":"string","format":"duration"}""", "\"1w2d\"", "")]
    [InlineData("""{"type":"string","format":"date"}""", "\"0000-02-29\"", "")]
    [InlineData("""{"type":"string","format":"ssn"}""", "\"111111111\"",
        """a: Invalid value: "111111111": a in body must be of type ssn: "111111111"  """)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2020-01-02T03:04:05+0100\"",
        """
        a: Invalid value: "2020-01-02T03:04:05+0100": a in body must be of type date-time: "2020-01-02T03:04:05+0100"
        """)]
    public void Values_are_checked_as_kube_openapi_does(string schema, string value, string expected)
    {
        var obj = new JsonObject { ["a"] = JsonNode.Parse(value) };
        var root = Around(JsonNode.Parse(schema)!);
        var found = StructuralSchema.Compile(root).Validate(obj, null);
        Assert.Equal(expected.Trim(), string.Join('\n', found));
    }

    [Theory]
    [InlineData("""{"type":"string","nullable":true}""", "self == null",
        "no matching overload for '_==_' applied to '(string, null)'")]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields":true}""", "self.x",
        "unable to convert structural schema to CEL declarations")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""", "has(self.x)",
        "<input>:1:4: undefined field 'x'")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "self.isSorted()",
        "budget by factor of more than 100x")]
    [InlineData("""{"type":"string"}""", "format.dns1123Label().validate(self).hasValue()",
        "budget by factor of 1.006634x")]
    [InlineData("""{"type":"object","properties":{"namespace":{"type":"string"}}}""",
        "has(self.namespace) && has(self.__namespace__)", "")]
    public void Rules_are_refused_as_the_real_server_does(string schema, string rule, string expected)
    {
        var node = (JsonObject)JsonNode.Parse(schema)!;
        node["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule });
        var errors = StructuralSchema.CompileErrors(Around(node), "s").ToList();
        Assert.Equal(expected.Length == 0, errors.Count == 0);
        Assert.Contains(expected, string.Join('\n', errors), StringComparison.Ordinal);
    }

    private static JsonObject Around(JsonNode schema) =>
        new() { ["type"] = "object", ["properties"] = new JsonObject { ["a"] = schema } };
}
