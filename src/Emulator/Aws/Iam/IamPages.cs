using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>IAM's paging: MaxItems, Marker, IsTruncated.</summary>
internal static class IamPages
{
    private const string Service = "iam";
    private const int PageDefault = 100;

    public static JsonObject Page(JsonObject request, string member, IEnumerable<JsonNode> items) =>
        Page(request, [member], items.Select(i => (member, i)));

    /// <summary>One page over several lists that follow one another.</summary>
    public static JsonObject Page(
        JsonObject request, IReadOnlyList<string> members, IEnumerable<(string Member, JsonNode Item)> items)
    {
        var skip = Read(request.Text("Marker"));
        var size = (int)(request.Number("MaxItems") ?? PageDefault);
        var page = items.Skip(skip).Take(size + 1).ToArray();
        var truncated = page.Length > size;
        var answer = new JsonObject();
        foreach (var member in members)
        {
            answer[member] = new JsonArray(
                page.Take(size).Where(p => p.Member == member).Select(p => (JsonNode?)p.Item).ToArray());
        }

        answer["IsTruncated"] = truncated;
        if (truncated)
        {
            answer["Marker"] = Markers.Make(Service, skip + size);
        }

        return answer;
    }

    private static int Read(string? marker) =>
        Markers.TryRead(Service, marker, out var skip) ? skip : throw IamErrors.Invalid("Invalid Marker.");
}
