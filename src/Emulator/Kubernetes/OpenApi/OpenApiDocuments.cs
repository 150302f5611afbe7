using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>
/// The OpenAPI documents of a registry, written when asked for and kept compressed. Documents of built-in versions are
/// shared by all worlds of the process; those with custom kinds are made anew when the kinds have changed.
/// </summary>
internal sealed class OpenApiDocuments(KindRegistry registry)
{
    private static readonly ConcurrentDictionary<string, Document> Shared = new(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Document> own = new(StringComparer.Ordinal);
    private long version = -1;

    /// <summary>The whole of <c>/openapi/v2</c>.</summary>
    public Document V2() => Cached("v2", () => registry.All, Dialect.V2);

    /// <summary>The same as protobuf. Not kept from one change of kinds to the next; few clients ask.</summary>
    public Document V2Protobuf()
    {
        var json = V2();
        lock (gate)
        {
            if (!own.TryGetValue("v2.protobuf", out var document))
            {
                own["v2.protobuf"] = document = Document.Of(SwaggerProtobuf.Of(json.Json()));
            }

            return document;
        }
    }

    /// <summary><c>/openapi/v3</c>: where each group version's document is, with its hash.</summary>
    public byte[] V3Index()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("paths");
            foreach (var path in V3Paths())
            {
                json.WriteStartObject(path);
                json.WriteString("serverRelativeURL", $"/openapi/v3/{path}?hash={V3Hash(path)}");
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>The document at <c>/openapi/v3/PATH</c> (e.g. <c>apis/apps/v1</c>); null when there is none.</summary>
    public Document? V3(string path) =>
        V3Paths().Contains(path) ? Cached(path, () => KindsAt(path), Dialect.V3) : null;

    /// <summary>Upper-case hex SHA-512 that names the current content of a v3 document.</summary>
    public string V3Hash(string path)
    {
        var seed = new StringBuilder("eso/1/").Append(path);
        foreach (var kind in KindsAt(path))
        {
            seed.Append('\n').Append(kind.Resource.Plural);
            if (kind is CustomKind custom)
            {
                seed.Append(custom.Definition.Spec.ToJsonString()).Append(Convert.ToHexString(SHA256.HashData(custom.Definition.SchemaUtf8))).Append(custom.Definition.Names.ToJsonString());
            }
        }

        return Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(seed.ToString())));
    }

    private static string PathOf(ResourceInfo r) =>
        r.Group.Length == 0 ? $"api/{r.Version}" : $"apis/{r.Group}/{r.Version}";

    private static Document Write(IEnumerable<Kind> kinds, Dialect dialect)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            DocumentWriter.Write(json, [.. kinds], dialect);
        }

        buffer.WriteByte((byte)'\n');
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        return Document.Of(bytes);
    }

    private SortedSet<string> V3Paths()
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal)
        {
            ".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version",
        };
        foreach (var kind in registry.All)
        {
            paths.Add(PathOf(kind.Resource));
            if (kind.Resource.Group.Length > 0)
            {
                paths.Add($"apis/{kind.Resource.Group}");
            }
        }

        return paths;
    }

    private IEnumerable<Kind> KindsAt(string path) => registry.All.Where(k => PathOf(k.Resource) == path);

    private Document Cached(string key, Func<IEnumerable<Kind>> kinds, Dialect dialect)
    {
        lock (gate)
        {
            if (version != registry.Version)
            {
                own.Clear();
                version = registry.Version;
            }

            var found = kinds().ToList();
            if (dialect == Dialect.V3 && !found.Exists(k => k is CustomKind))
            {
                return Shared.GetOrAdd(key, static (_, f) => Write(f, Dialect.V3), found);
            }

            if (!own.TryGetValue(key, out var document))
            {
                own[key] = document = Write(found, dialect);
            }

            return document;
        }
    }

    /// <summary>A document, kept compressed.</summary>
    /// <param name="Gzip">Its gzip bytes, to be served as they are to clients that accept them.</param>
    /// <param name="Length">Its length in plain.</param>
    /// <param name="Hash">Upper-case hex SHA-512 of the plain bytes.</param>
    internal sealed record Document(ReadOnlyMemory<byte> Gzip, int Length, string Hash)
    {
        public static Document Of(ReadOnlySpan<byte> json)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                gzip.Write(json);
            }

            return new Document(packed.ToArray(), json.Length, Convert.ToHexString(SHA512.HashData(json)));
        }

        /// <summary>The plain JSON, unpacked anew each time.</summary>
        public byte[] Json()
        {
            using var gzip = new GZipStream(new MemoryStream(Gzip.ToArray()), CompressionMode.Decompress);
            var plain = new byte[Length];
            gzip.ReadExactly(plain);
            return plain;
        }
    }
}
