using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Integration.Kubernetes.Fuzz;

/// <summary>A request to an API server.</summary>
internal sealed record KubeFuzzRequest(string Method, string Path, byte[]? Body, string? ContentType, string Accept);

/// <summary>
/// Makes wrong requests out of recorded right ones: paths, queries, media types, the structure of bodies, and now and
/// then their bytes. All by one seed.
/// </summary>
internal sealed class KubeRequestMutator(Random chance)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "A", "-", "a.b", "a/b", "../..", "%2e%2e", "%00", "null", "true", "0", "-1", "1e400", "99999999999999999999", "NaN",
        "ключ", "🔑", "\u0000", "{}", "[]", "*", "self", "self.x == oldSelf.x", "self.all(x, self.all(y, self.all(z, true)))",
        "(a+)+$", "[", "\\", "(?i)a", "1Ki", "1.5.5", "500m", "2026-01-01T00:00:00Z", "v1", "apps/v1", "default", "kube-system", "x-kubernetes-",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/merge-patch+json",
        "application/strategic-merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml", "text/plain", "",
    ];

    private static readonly string[] Queries =
    [
        "limit=1", "limit=-1", "limit=9999999999999", "continue=@", "labelSelector=@", "fieldSelector=@", "resourceVersion=@", "resourceVersion=1",
        "resourceVersionMatch=Exact", "dryRun=All", "dryRun=@", "fieldManager=@", "fieldValidation=Strict", "force=true", "gracePeriodSeconds=-5",
        "propagationPolicy=@", "propagationPolicy=Foreground", "timeoutSeconds=1", "sendInitialEvents=true", "allowWatchBookmarks=true", "pretty=@",
        "labelSelector=a%20in%20(b,c),!d", "fieldSelector=metadata.name%21%3Dx,spec.x%3Dy", "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0",
    ];

    private readonly List<JsonNode?> pool = [];
    private readonly List<string> tokens = ["a", "e30", "eyJ2IjoieCJ9"];

    /// <summary>A continue token that was answered: some later request gets it, whole or broken.</summary>
    public void Remember(string token)
    {
        if (tokens.Count < 64)
        {
            tokens.Add(token);
        }
        else
        {
            tokens[chance.Next(tokens.Count)] = token;
        }
    }

    public KubeFuzzRequest Next(string method, string path, JsonNode? body, byte[]? raw, string? type, string accept)
    {
        var whole = chance.Next(4) == 0;
        if (!whole && chance.Next(6) == 0)
        {
            path = Path(path);
        }

        if (!whole && chance.Next(5) == 0)
        {
            var query = Queries[chance.Next(Queries.Length)]
                .Replace("@", Uri.EscapeDataString(chance.Next(2) == 0 ? Break(tokens[chance.Next(tokens.Count)]) : Text()), StringComparison.Ordinal);
            path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
        }

        if (body is not null)
        {
            body = body.DeepClone();
            for (var i = whole ? 0 : chance.Next(4); i > 0; i--)
            {
                body = Mutate(body, 0);
            }

            if (chance.Next(4) == 0)
            {
                Keep(body);
            }

            raw = Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");
        }

        if (raw is { Length: > 0 } && !whole && chance.Next(12) == 0)
        {
            raw = Bytes(raw);
        }

        if (!whole && chance.Next(30) == 0)
        {
            type = Types[chance.Next(Types.Length)];
        }

        if (chance.Next(25) == 0)
        {
            accept = chance.Next(3) switch
            {
                0 => "application/vnd.kubernetes.protobuf",
                1 => "application/json;as=Table;v=v1;g=meta.k8s.io",
                _ => "application/yaml",
            };
        }

        return new KubeFuzzRequest(chance.Next(60) == 0 ? "PATCH" : method, path, raw, type, accept);
    }

    private string Path(string path)
    {
        var cut = path.IndexOf('?', StringComparison.Ordinal);
        var (only, query) = cut < 0 ? (path, "") : (path[..cut], path[cut..]);
        var parts = only.Split('/').ToList();
        var at = chance.Next(1, parts.Count);
        switch (chance.Next(4))
        {
            case 0:
                parts.RemoveAt(at);
                break;
            case 1:
                parts.Insert(at, Uri.EscapeDataString(Text()));
                break;
            case 2:
                parts[at] = Uri.EscapeDataString(Text());
                break;
            default:
                parts.Add(chance.Next(2) == 0 ? "status" : "scale");
                break;
        }

        var made = string.Join('/', parts);
        return (made.StartsWith('/') ? made : "/" + made) + query;
    }

    private JsonNode? Mutate(JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members when depth < 40 && chance.Next(6) != 0:
                var (name, value) = members.ElementAt(chance.Next(members.Count));
                switch (chance.Next(8))
                {
                    case 0:
                        members.Remove(name);
                        break;
                    case 1:
                        members[Text()] = value?.DeepClone();
                        break;
                    default:
                        members[name] = Mutate(value?.DeepClone(), depth + 1);
                        break;
                }

                return members;
            case JsonArray { Count: > 0 } list when depth < 40 && chance.Next(6) != 0:
                var at = chance.Next(list.Count);
                switch (chance.Next(6))
                {
                    case 0:
                        list.RemoveAt(at);
                        break;
                    case 1:
                        list.Add(list[at]?.DeepClone());
                        break;
                    default:
                        list[at] = Mutate(list[at]?.DeepClone(), depth + 1);
                        break;
                }

                return list;
            default:
                return Value();
        }
    }

    private JsonNode? Value() => chance.Next(12) switch
    {
        0 => null,
        1 => chance.Next(-3, 100),
        2 => long.MaxValue,
        3 => chance.NextDouble() * 1e30,
        4 => chance.Next(2) == 0,
        5 => new JsonArray(),
        6 => new JsonObject(),
        7 => new JsonObject { [Text()] = Text() },
        8 => Nested(chance.Next(2, 60)),
        9 when pool.Count > 0 => pool[chance.Next(pool.Count)]?.DeepClone(),
        _ => JsonValue.Create(Text()),
    };

    private JsonArray Nested(int depth) => depth == 0 ? [] : [Nested(depth - 1)];

    private string Text() => chance.Next(20) switch
    {
        0 => new string((char)chance.Next(32, 0x2000), chance.Next(1, 2_000)),
        < 3 => Break(Texts[chance.Next(Texts.Length)]),
        _ => Texts[chance.Next(Texts.Length)],
    };

    private string Break(string text) => text.Length == 0 || chance.Next(3) == 0 ? text
        : chance.Next(2) == 0 ? text[..chance.Next(text.Length)]
        : text.Insert(chance.Next(text.Length), Texts[chance.Next(Texts.Length)]);

    private byte[] Bytes(byte[] raw)
    {
        var made = raw.ToArray();
        for (var i = chance.Next(1, 4); i > 0; i--)
        {
            made[chance.Next(made.Length)] = (byte)chance.Next(256);
        }

        return chance.Next(3) == 0 ? made[..chance.Next(made.Length)] : made;
    }

    // Pieces of bodies turn up in others: schemas in Pods, Pods in patches.
    private void Keep(JsonNode? body)
    {
        var piece = body is JsonObject { Count: > 0 } members ? members.ElementAt(chance.Next(members.Count)).Value?.DeepClone() : null;
        if (pool.Count < 200)
        {
            pool.Add(piece);
        }
        else
        {
            pool[chance.Next(pool.Count)] = piece;
        }
    }
}
