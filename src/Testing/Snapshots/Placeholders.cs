using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Scenarios;

namespace Eso.Testing.Snapshots;

/// <summary>
/// An object as it is kept in an approved file: what differs from run to run is a placeholder, secret values are masked
/// by length and fingerprint, bookkeeping is left out.
/// </summary>
internal static partial class Placeholders
{
    private static readonly string[] LeftOut = ["managedFields", "selfLink", "kubectl.kubernetes.io/last-applied-configuration"];

    public static JsonObject Fill(JsonObject found)
    {
        var secret = (string?)found["kind"] == "Secret";
        var made = new JsonObject();
        foreach (var (key, value) in found)
        {
            made[key] = secret && key is "data" && value is JsonObject data ? Masked(data) : Node(key, value);
        }

        return made;
    }

    private static JsonObject Masked(JsonObject data) => new(data.Select(p => KeyValuePair.Create<string, JsonNode?>(
        p.Key, Masking.Show(Convert.FromBase64String((string)p.Value!), reveal: false))));

    private static JsonNode? Node(string key, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var made = new JsonObject();
                foreach (var (name, value) in map.Where(p => !LeftOut.Contains(p.Key)))
                {
                    made[name] = Node(name, value);
                }

                return made;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Node("", item))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Text(key, text);
            default:
                return node?.DeepClone();
        }
    }

    private static string Text(string key, string text) => key switch
    {
        "uid" => "<Uid>",
        "resourceVersion" => "<Rv>",

        // generation-hash: the hash is of values or of generated ids.
        "syncedResourceVersion" => SyncedVersion().Replace(text, "$1-<Hash>"),
        "reconcile.external-secrets.io/data-hash" => "<Hash>",
        _ => Uid().Replace(Time().Replace(text, "<Now>"), "<Uid>"),
    };

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uid();

    [GeneratedRegex(@"^(\d+)-.*$")]
    private static partial Regex SyncedVersion();
}
