using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>KMS's paging: Limit, Marker, Truncated, NextMarker.</summary>
internal static class KmsPages
{
    public static JsonObject Page(JsonObject request, string member, int byDefault, IEnumerable<JsonNode> items)
    {
        var skip = Read(request.Text("Marker"));
        var size = (int)(request.Number("Limit") ?? byDefault);
        var page = items.Skip(skip).Take(size + 1).ToArray();
        var truncated = page.Length > size;
        var answer = new JsonObject
        {
            [member] = new JsonArray(page.Take(size).ToArray<JsonNode?>()),
            ["Truncated"] = truncated,
        };
        if (truncated)
        {
            answer["NextMarker"] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"kms:{skip + size}"));
        }

        return answer;
    }

    private static int Read(string? marker)
    {
        if (marker is null)
        {
            return 0;
        }

        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text
            && text.StartsWith("kms:", StringComparison.Ordinal)
            && int.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
                ? skip
                : throw KmsErrors.InvalidMarker();
    }
}
