using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Kubernetes.Informers;

/// <summary>
/// An object as an informer keeps it: its UTF-8 text and the few fields that are asked for without parsing. Immutable;
/// every <see cref="Parse"/> gives the caller a copy of its own.
/// </summary>
public sealed class CachedObject
{
    private CachedObject(ReadOnlyMemory<byte> utf8, Head head)
    {
        Utf8 = utf8;
        Namespace = head.Namespace;
        Name = head.Name;
        Uid = head.Uid;
        ResourceVersion = head.Version;
        Generation = head.Generation;
    }

    // One entry per index of its store, in the order in which they were added.
    private string[]?[] indexed = [];

    public ReadOnlyMemory<byte> Utf8 { get; }

    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public string ResourceVersion { get; }

    /// <summary>Rises with every change of the spec; 0 where the kind has none.</summary>
    public long Generation { get; }

    public ObjectKey Key => new(Namespace, Name);

    public JsonObject Parse() => (JsonObject)JsonNode.Parse(Utf8.Span)!;

    /// <summary>The object's values of an index, worked out once. Only under the store's lock.</summary>
    /// <param name="number">The index's number in its store.</param>
    /// <param name="valuesOf">Works them out.</param>
    /// <param name="like">An older object whose values are known to be the same.</param>
    internal string[] IndexValues(int number, Func<CachedObject, IEnumerable<string>> valuesOf, CachedObject? like = null)
    {
        if (indexed.Length <= number)
        {
            Array.Resize(ref indexed, number + 1);
        }

        return indexed[number] ??= like?.IndexValues(number, valuesOf) ?? [.. valuesOf(this)];
    }

    /// <summary>Null when the text is no object with a name.</summary>
    /// <param name="utf8">Its text, which is kept.</param>
    /// <param name="dropManagedFields">Keeps a copy without <c>metadata.managedFields</c> instead.</param>
    public static CachedObject? From(ReadOnlyMemory<byte> utf8, bool dropManagedFields = false)
    {
        try
        {
            var head = new Head();
            if (!head.Read(utf8.Span))
            {
                return null;
            }

            return new CachedObject(dropManagedFields ? head.WithoutManagedFields(utf8) : utf8, head);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static CachedObject? From(JsonObject o, bool dropManagedFields = false) =>
        From(JsonSerializer.SerializeToUtf8Bytes(o, KubeJson.Compact), dropManagedFields);

    /// <summary>What is read of an object without building it.</summary>
    private struct Head
    {
        private int cutFrom;
        private int cutTo;

        public Head()
        {
        }

        public string Namespace { get; private set; } = "";

        public string Name { get; private set; } = "";

        public string Uid { get; private set; } = "";

        public string Version { get; private set; } = "";

        public long Generation { get; private set; }

        public readonly ReadOnlyMemory<byte> WithoutManagedFields(ReadOnlyMemory<byte> utf8)
        {
            if (cutTo == 0)
            {
                return utf8;
            }

            var kept = new byte[utf8.Length - (cutTo - cutFrom)];
            utf8.Span[..cutFrom].CopyTo(kept);
            utf8.Span[cutTo..].CopyTo(kept.AsSpan(cutFrom));
            return kept;
        }

        public bool Read(ReadOnlySpan<byte> utf8)
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    reader.Read();
                    return reader.TokenType == JsonTokenType.StartObject && ReadMetadata(ref reader);
                }

                reader.Read();
                reader.Skip();
            }

            return false;
        }

        private bool ReadMetadata(ref Utf8JsonReader reader)
        {
            var end = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var cut = ReadMember(ref reader);
                var next = (int)reader.BytesConsumed;
                if (cut && end > 0)
                {
                    // From the end of the member before it, so that the comma between them goes along. (Servers write
                    // it last; as the first member it simply stays.)
                    (cutFrom, cutTo) = (end, next);
                }

                end = next;
            }

            return Name.Length > 0 || Version.Length > 0;
        }

        private bool ReadMember(ref Utf8JsonReader reader)
        {
            var field = reader.ValueTextEquals("name"u8) ? 1
                : reader.ValueTextEquals("namespace"u8) ? 2
                : reader.ValueTextEquals("uid"u8) ? 3
                : reader.ValueTextEquals("resourceVersion"u8) ? 4
                : reader.ValueTextEquals("generation"u8) ? 5
                : reader.ValueTextEquals("managedFields"u8) ? 6 : 0;
            reader.Read();
            if (field is > 0 and < 5 && reader.TokenType == JsonTokenType.String)
            {
                Set(field, reader.GetString() ?? "");
            }
            else if (field == 5 && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var generation))
            {
                Generation = generation;
            }
            else
            {
                reader.Skip();
            }

            return field == 6;
        }

        private void Set(int field, string value)
        {
            switch (field)
            {
                case 1: Name = value; break;
                case 2: Namespace = string.Intern(value); break;
                case 3: Uid = value; break;
                default: Version = value; break;
            }
        }
    }
}

/// <summary>Namespace and name; the namespace is empty for cluster-scoped objects.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
