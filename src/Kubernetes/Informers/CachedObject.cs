using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Kubernetes.Informers;

/// <summary>
/// An object as an informer keeps it: its UTF-8 text and the few fields that are asked for without parsing. Immutable;
/// every <see cref="Parse"/> gives the caller a copy of its own.
/// </summary>
public sealed class CachedObject
{
    private CachedObject(ReadOnlyMemory<byte> utf8, string ns, string name, string uid, string version)
    {
        Utf8 = utf8;
        Namespace = ns;
        Name = name;
        Uid = uid;
        ResourceVersion = version;
    }

    private Dictionary<string, string[]>? indexed;

    public ReadOnlyMemory<byte> Utf8 { get; }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public string ResourceVersion { get; }

    public ObjectKey Key => new(Namespace, Name);

    public JsonObject Parse() => (JsonObject)JsonNode.Parse(Utf8.Span)!;

    /// <summary>The object's values of an index, worked out once. Only under the store's lock.</summary>
    internal string[] IndexValues(string index, Func<CachedObject, IEnumerable<string>> valuesOf)
    {
        indexed ??= new Dictionary<string, string[]>(1, StringComparer.Ordinal);
        if (!indexed.TryGetValue(index, out var values))
        {
            indexed[index] = values = [.. valuesOf(this)];
        }

        return values;
    }

    /// <summary>Null when the text is no object with a name.</summary>
    public static CachedObject? From(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Read(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static CachedObject? From(JsonObject o) => From(JsonSerializer.SerializeToUtf8Bytes(o, KubeJson.Compact));

    private static CachedObject? Read(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            return reader.TokenType == JsonTokenType.StartObject ? ReadMetadata(ref reader, utf8) : null;
        }

        return null;
    }

    private static CachedObject? ReadMetadata(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        string ns = "", name = "", uid = "", version = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueTextEquals("name"u8) ? 1
                : reader.ValueTextEquals("namespace"u8) ? 2
                : reader.ValueTextEquals("uid"u8) ? 3
                : reader.ValueTextEquals("resourceVersion"u8) ? 4 : 0;
            reader.Read();
            if (field > 0 && reader.TokenType == JsonTokenType.String)
            {
                var value = reader.GetString() ?? "";
                switch (field)
                {
                    case 1: name = value; break;
                    case 2: ns = string.Intern(value); break;
                    case 3: uid = value; break;
                    default: version = value; break;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return name.Length == 0 && version.Length == 0 ? null : new CachedObject(utf8, ns, name, uid, version);
    }
}

/// <summary>Namespace and name; the namespace is empty for cluster-scoped objects.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
