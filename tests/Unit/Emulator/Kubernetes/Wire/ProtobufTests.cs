using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Wire;

public sealed class ProtobufTests
{
    public static IEnumerable<object[]> Vectors() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "kubernetes-protobuf.jsonl"))
            .Select(l => JsonNode.Parse(l)!)
            .Select(n => new object[] { (string)n["kind"]!, n["json"]!.ToJsonString(), (string)n["protobufB64"]! });

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Golden_bytes_read_as_the_golden_json(string kind, string json, string base64)
    {
        var got = Protobuf.ToJson(Convert.FromBase64String(base64));
        var want = Typed(json);
        Text(got).Should().Be(Text(want), kind);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Golden_json_writes_the_golden_bytes(string kind, string json, string base64)
    {
        var obj = (JsonObject)JsonReading.ParseTrusted(Encoding.UTF8.GetBytes(json))!;
        var type = Protobuf.Find((string)obj["apiVersion"]!, (string)obj["kind"]!)!;
        var bytes = Protobuf.FromJson(obj, type);
        Text(Protobuf.ToJson(bytes)).Should().Be(Text(Protobuf.ToJson(Convert.FromBase64String(base64))), kind);
    }

    [Fact]
    public void Field_order_of_the_tables_is_the_order_Go_writes()
    {
        foreach (var vector in Vectors())
        {
            var typed = Typed((string)vector[1]);
            var type = Protobuf.Find((string)typed["apiVersion"]!, (string)typed["kind"]!)!;
            Text(TypedOutput.Canonical(typed, type)).Should().Be((string)vector[1]);
        }
    }

    [Fact]
    public void Broken_messages_are_refused()
    {
        var bytes = Convert.FromBase64String((string)Vectors().First()[2]);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var cut = bytes[..length];
            var act = () => Protobuf.ToJson(cut);
            try
            {
                act();
            }
            catch (DecodeException)
            {
                // The only exception a cut message may cause.
            }
        }
    }

    private static JsonObject Typed(string json)
    {
        var obj = (JsonObject)JsonNode.Parse(json)!;
        var type = Protobuf.Find((string)obj["apiVersion"]!, (string)obj["kind"]!)!;
        return (JsonObject)JsonReading.Parse(Encoding.UTF8.GetBytes(json), type, out _)!;
    }

    private static string Text(JsonNode? node) => Encoding.UTF8.GetString(JsonWriting.ToUtf8(node));
}
