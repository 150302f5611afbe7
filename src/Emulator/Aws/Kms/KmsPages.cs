using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>KMS's paging: Limit, Marker, Truncated, NextMarker.</summary>
internal static class KmsPages
{
    private const string Service = "kms";

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
            answer["NextMarker"] = Markers.Make(Service, skip + size);
        }

        return answer;
    }

    private static int Read(string? marker) =>
        Markers.TryRead(Service, marker, out var skip) ? skip : throw KmsErrors.InvalidMarker();
}
