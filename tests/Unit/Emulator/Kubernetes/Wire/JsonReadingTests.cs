using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Wire;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Wire;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("not json", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{} t", "invalid character 't' after top-level value")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("-x", "invalid character 'x' in numeric literal")]
    [InlineData("\"\u0001\"", "invalid character '\\x01' in string literal")]
    public void Syntax_faults_read_as_in_Go(string json, string error)
    {
        var act = () => JsonReading.Parse(Encoding.UTF8.GetBytes(json), null, out _);
        act.Should().Throw<DecodeException>().WithMessage(error);
    }

    [Theory]
    [InlineData("ConfigMap", """{"data":{"a":5}}""", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("ConfigMap", """{"data":"x"}""", "json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string")]
    [InlineData("ConfigMap", """{"metadata":"x"}""", "json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta")]
    [InlineData("Secret", """{"data":{"a":"!"}}""", "illegal base64 data at input byte 0")]
    [InlineData("Secret", """{"data":{"a":5}}""", "json: cannot unmarshal number into Go struct field Secret.data of type []uint8")]
    [InlineData("Pod", """{"spec":{"dnsPolicy":true}}""", "json: cannot unmarshal bool into Go struct field PodSpec.spec.dnsPolicy of type v1.DNSPolicy")]
    public void Wrong_types_read_as_in_Go(string kind, string json, string error)
    {
        var act = () => JsonReading.Parse(Encoding.UTF8.GetBytes(json), Type(kind), out _);
        act.Should().Throw<DecodeException>().WithMessage(error);
    }

    [Fact]
    public void Strict_errors_come_in_document_order()
    {
        var json = """{"metadata":{"nope":1,"labels":{"l":"a","l":"b"}},"data":{"k":"1","k":"2"},"spec":{}}""";
        JsonReading.Parse(Encoding.UTF8.GetBytes(json), Type("ConfigMap"), out var errors);
        errors.Should().Equal(
            "unknown field \"metadata.nope\"",
            "duplicate field \"metadata.labels.l\"",
            "duplicate field \"data.k\"",
            "unknown field \"spec\"");
    }

    [Theory]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740993}""")]
    [InlineData("""{"a":1.0,"b":1e3,"c":1e21,"d":1e-7,"e":-0.0}""", """{"a":1,"b":1000,"c":1e+21,"d":1e-7,"e":-0}""")]
    [InlineData("""{"a":{"b":[],"c":[[1],[]]}}""", """{"a":{"b":[],"c":[[1],[]]}}""")]
    public void Numbers_keep_what_Go_keeps(string json, string wanted) =>
        Text(TypedOutput.Sorted(Parse(json, null))).Should().Be(wanted);

    [Fact]
    public void Typed_bodies_take_their_types_shape()
    {
        var json = """{"type":"","data":{"b":"YQ==","a":null},"metadata":{"name":"s","labels":{}},"kind":"Secret","immutable":false}""";
        Text(Parse(json, "Secret")).Should()
            .Be("""{"kind":"Secret","metadata":{"name":"s"},"immutable":false,"data":{"a":"","b":"YQ=="}}""");
    }

    [Fact]
    public void Canonical_output_has_what_Go_always_writes()
    {
        var pod = (JsonObject)Parse("""{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1000m"}}}]}}""", "Pod")!;
        Text(TypedOutput.Canonical(pod, Type("Pod"))).Should()
            .Be("""{"metadata":{},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1"}}}]},"status":{}}""");
    }

    [Theory]
    [InlineData("a: yes\nb: 0o17\nc: 1_000\nd: 2024-01-02\n1: x", """{"1":"x","a":true,"b":15,"c":1000,"d":"2024-01-02"}""")]
    [InlineData("x: &a {k: 1}\nw:\n  <<: *a\n  z: 2", """{"w":{"k":1,"z":2},"x":{"k":1}}""")]
    [InlineData("a: \"1\"\nb: |\n  t\n", """{"a":"1","b":"t\n"}""")]
    public void Yaml_becomes_json(string yaml, string json)
    {
        Encoding.UTF8.GetString(YamlReading.ToJson(Encoding.UTF8.GetBytes(yaml), out _).Span).Should().Be(json);
    }

    [Theory]
    [InlineData("metadata: {n\u0000me: a}")]
    [InlineData("metadata: {n\u0001me: a}")]
    [InlineData("metadata: {n\u0085me: a}")]
    [InlineData("metadata: {n\tme: a")]
    public void What_the_scanner_trips_over_is_refused(string yaml)
    {
        var act = () => YamlReading.ToJson(Encoding.UTF8.GetBytes("# hi\napiVersion: v1\nkind: ConfigMap\n" + yaml), out _);
        act.Should().Throw<DecodeException>();
    }

    [Fact]
    public void Alias_bombs_are_refused()
    {
        var text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (var c = 'b'; c < 'k'; c++)
        {
            var p = (char)(c - 1);
            text.Append($"{c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n");
        }

        var act = () => YamlReading.ToJson(Encoding.UTF8.GetBytes(text.ToString()), out _);
        act.Should().Throw<DecodeException>().WithMessage("*excessive aliasing*");
    }

    private static TypeInfo Type(string kind) => TypeTable.Shared.FindKind("", "v1", kind)!;

    private static JsonNode? Parse(string json, string? kind) =>
        JsonReading.Parse(Encoding.UTF8.GetBytes(json), kind is null ? null : Type(kind), out _);

    private static string Text(JsonNode? node) => Encoding.UTF8.GetString(JsonWriting.ToUtf8(node));
}
