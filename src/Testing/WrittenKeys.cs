using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>Keys of steps and faults that a test gives as an object, as scenario files write them.</summary>
internal static class WrittenKeys
{
    private static readonly JsonSerializerOptions AsWritten = new() { Converters = { new Durations(), new JsonStringEnumConverter() } };

    public static JsonNode? Of(object? keys) => JsonSerializer.SerializeToNode(keys, AsWritten);

    private sealed class Durations : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(GoDurationText.Print(value));
    }
}
