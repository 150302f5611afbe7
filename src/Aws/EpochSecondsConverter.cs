using System.Text.Json;
using System.Text.Json.Serialization;

namespace Eso.Aws;

/// <summary>JSON 1.1 timestamps: seconds since 1970 as a number, with a fraction.</summary>
internal sealed class EpochSecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(reader.GetDouble() * 1000));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000.0);
}

/// <summary>An operation without output.</summary>
public sealed class EmptyResponse;
