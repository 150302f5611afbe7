using System.Text.Json;

namespace Eso.Emulator.Faults;

/// <summary>One line of a watch's JSON stream.</summary>
internal static class WatchLine
{
    /// <summary>Type, namespace and name of an event without making an object of it.</summary>
    public static WatchEvent Of(ReadOnlySpan<byte> line, RequestFacts watch)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 256 });
        string type = "", ns = "", name = "";
        var inMetadata = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && inMetadata && reader.CurrentDepth == 2)
            {
                break;
            }

            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var depth = reader.CurrentDepth;
            if (depth == 1 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString() ?? "";
            }
            else if (depth == 2 && reader.ValueTextEquals("metadata"u8))
            {
                inMetadata = true;
            }
            else if (depth == 3 && inMetadata && (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("namespace"u8)))
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                _ = isName ? name = reader.GetString() ?? "" : ns = reader.GetString() ?? "";
            }
            else if (depth >= 2)
            {
                reader.Skip();
            }
        }

        return new WatchEvent(watch, type, ns, name);
    }
}
