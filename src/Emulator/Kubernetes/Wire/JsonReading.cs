using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Reads request bodies as the API server's JSON serializer does: numbers keep being integers, a typed body loses what its
/// type does not know, and what strict field validation wants to know is collected in the order it was met.
/// </summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions TreeOptions = new() { MaxDepth = 4 * GoJsonSyntax.MaxDepth };

    private const string MetaType = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /// <summary>
    /// Reads a body. With a type the result is in that type's shape: unknown fields dropped, zero values of omitempty
    /// fields dropped, null as Go's zero value. Strict errors are <c>unknown field "a.b"</c>, <c>duplicate field "a"</c>.
    /// </summary>
    /// <exception cref="DecodeException">With Go's text.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> json, TypeInfo? type, out List<string> strictErrors)
    {
        if (Syntax(json.Span) is { } fault)
        {
            throw new DecodeException(fault);
        }

        return ParseChecked(json, type, out strictErrors);
    }

    /// <summary>The same for a tree, such as a patched object. The tree is not changed.</summary>
    public static JsonNode? Parse(JsonNode? node, TypeInfo type, out List<string> strictErrors) =>
        Parse(JsonWriting.ToUtf8(node), type, out strictErrors);

    /// <summary>A tree of anything that was accepted once: as deep as bodies may be, deeper than JsonNode reads by itself.</summary>
    /// <exception cref="JsonException">It is no JSON, or deeper still.</exception>
    public static JsonNode? Tree(ReadOnlySpan<byte> json) => JsonNode.Parse(json, documentOptions: TreeOptions);

    /// <summary>Reads JSON that this server wrote itself.</summary>
    public static JsonNode? ParseTrusted(ReadOnlyMemory<byte> json) => new JsonDecoder(json).Untyped();

    /// <summary>Reads checked JSON with the texts of its numbers kept as they are; of repeated keys the last counts.</summary>
    public static JsonNode? ParseRaw(ReadOnlyMemory<byte> json) => new JsonDecoder(json) { KeepNumbers = true }.Untyped();

    /// <summary>
    /// A whole body, JSON or YAML, to an object: finds apiVersion and kind first, as the real serializer does, so that
    /// faults come with the right one of the two error forms.
    /// </summary>
    public static JsonObject ParseBody(ReadOnlyMemory<byte> body, bool yaml, TypeInfo? type, out List<string> strictErrors)
    {
        var json = body;
        string? yamlFault = null;
        if (yaml)
        {
            try
            {
                json = YamlReading.ToJson(body, out yamlFault);
            }
            catch (DecodeException e)
            {
                throw new DecodeException(e.Message) { Unrecognized = true };
            }
        }

        if (VersionKindFault(json) is { } fault)
        {
            throw new DecodeException("couldn't get version/kind; json parse error: " + fault) { Unrecognized = true };
        }

        var node = ParseChecked(json, type, out strictErrors);
        if (yamlFault is not null)
        {
            strictErrors.Insert(0, yamlFault);
        }

        var obj = node as JsonObject ?? [];
        if (obj["apiVersion"] is JsonValue said && said.GetValueKind() == System.Text.Json.JsonValueKind.String
            && said.GetValue<string>() is var version && version.AsSpan().Count('/') > 1)
        {
            throw new DecodeException("unexpected GroupVersion string: " + version) { Unrecognized = true };
        }

        return obj;
    }

    /// <summary>
    /// Reads metadata of a custom resource in place as ObjectMeta; unknown fields are dropped and reported with their
    /// path, e.g. <c>metadata.nope</c>.
    /// </summary>
    public static JsonObject Metadata(JsonNode? metadata, out List<string> unknownPaths)
    {
        var node = Parse(metadata, TypeTable.Shared.Find(MetaType)!, out var errors);
        const string prefix = "unknown field \"";
        unknownPaths = [.. errors.Where(e => e.StartsWith(prefix, StringComparison.Ordinal))
            .Select(e => "metadata." + e[prefix.Length..^1])];
        return (JsonObject)node!;
    }

    /// <summary>How an unreadable body is shown in "the object provided is unrecognized" errors.</summary>
    public static string Summary(ReadOnlySpan<byte> body)
    {
        const int shown = 30;
        if (body.IsEmpty)
        {
            return "<empty>";
        }

        var head = body[..Math.Min(body.Length, shown)];
        var text = body[0] == '{' ? Encoding.UTF8.GetString(head) : Convert.ToHexStringLower(head);
        return body.Length > shown ? text + " ..." : text;
    }

    private static JsonNode? ParseChecked(ReadOnlyMemory<byte> json, TypeInfo? type, out List<string> strictErrors)
    {
        var decoder = new JsonDecoder(json);
        var node = type is null ? decoder.Untyped() : decoder.Typed(type);
        strictErrors = decoder.StrictErrors;
        decoder.ThrowIfFailed();
        return node;
    }

    private static string? Syntax(ReadOnlySpan<byte> json)
    {
        // The vectorised reader accepts nearly everything; its refusals are looked at again with Go's rules.
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = GoJsonSyntax.MaxDepth });
            while (reader.Read())
            {
            }

            return json.IsEmpty ? GoJsonSyntax.Check(json) : null;
        }
        catch (JsonException)
        {
            return GoJsonSyntax.Check(json);
        }
    }

    private static string? VersionKindFault(ReadOnlyMemory<byte> json)
    {
        const string target = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
            + "Kind string \"json:\\\"kind,omitempty\\\"\" }";
        if (Syntax(json.Span) is { } fault)
        {
            return fault;
        }

        var reader = new JsonDecoder(json);
        var kind = reader.PeekKind();
        if (kind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return $"json: cannot unmarshal {JsonDecoder.GoWord(kind)} into Go value of type {target}";
        }

        return kind == JsonValueKind.Null ? null : reader.VersionKindFault();
    }
}
