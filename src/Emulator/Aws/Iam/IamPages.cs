using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>IAM's paging: MaxItems, Marker, IsTruncated.</summary>
internal static class IamPages
{
    private const string Service = "iam";
    private const int PageDefault = 100;

    public static JsonObject Page(JsonObject request, string member, IEnumerable<JsonNode> items)
    {
        var skip = Read(request.Text("Marker"));
        var size = (int)(request.Number("MaxItems") ?? PageDefault);
        var page = items.Skip(skip).Take(size + 1).ToArray();
        var truncated = page.Length > size;
        var answer = new JsonObject
        {
            [member] = new JsonArray(page.Take(size).ToArray<JsonNode?>()),
            ["IsTruncated"] = truncated,
        };
        if (truncated)
        {
            answer["Marker"] = Markers.Make(Service, skip + size);
        }

        return answer;
    }

    private static int Read(string? marker) =>
        Markers.TryRead(Service, marker, out var skip) ? skip : throw IamErrors.Invalid("Invalid Marker.");
}
