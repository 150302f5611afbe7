using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Kubernetes.Client;

public sealed partial class KubeClient
{
    /// <summary>All objects of a list, page after page.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceType type, string? ns, CancellationToken cancel, ListOptions? options = null)
    {
        var found = new List<JsonObject>();
        await ListPagesAsync(type, ns, options ?? new ListOptions(), item =>
        {
            if (JsonNode.Parse(item.Span) is JsonObject o)
            {
                // Items of typed lists carry no kind of their own.
                o["apiVersion"] ??= type.ApiVersion;
                o["kind"] ??= type.Kind;
                found.Add(o);
            }
        }, cancel);
        return found;
    }

    /// <summary>
    /// Hands the UTF-8 text of every item to <paramref name="onItem"/> and returns the list's resourceVersion. The memory
    /// is the item's own.
    /// </summary>
    /// <exception cref="KubeException">Also when a page has expired (410): begin again.</exception>
    internal async Task<string> ListPagesAsync(
        ResourceType type, string? ns, ListOptions options, Action<ReadOnlyMemory<byte>> onItem, CancellationToken cancel)
    {
        var next = "";
        while (true)
        {
            var path = type.Path(ns) + ListQuery(options, next);
            var bytes = await BytesAsync(
                HttpMethod.Get, path, null, null, options.MetadataOnly ? PartialList : null, cancel);
            using var document = ParseList(bytes, path);
            var root = document.RootElement;
            if (root.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in items.EnumerateArray())
                {
                    onItem(JsonMarshal.GetRawUtf8Value(item).ToArray());
                }
            }

            var metadata = root.TryGetProperty("metadata", out var m) ? m : default;
            next = Member(metadata, "continue");
            if (next.Length == 0)
            {
                return Member(metadata, "resourceVersion");
            }
        }
    }

    private static JsonDocument ParseList(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException e)
        {
            throw new KubeException(0, "Malformed", $"the answer to GET /{path} is not JSON", e);
        }
    }

    private static string Member(JsonElement o, string name) =>
        o.ValueKind == JsonValueKind.Object && o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String
            ? v.GetString() ?? ""
            : "";

    private static string ListQuery(ListOptions options, string next)
    {
        var query = new StringBuilder("?limit=").Append(options.PageSize);
        Append(query, "labelSelector", options.LabelSelector);
        Append(query, "fieldSelector", options.FieldSelector);
        Append(query, "continue", next);
        if (next.Length == 0)
        {
            Append(query, "resourceVersion", options.ResourceVersion);
        }

        return query.ToString();
    }

    private static void Append(StringBuilder query, string name, string value)
    {
        if (value.Length > 0)
        {
            query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
