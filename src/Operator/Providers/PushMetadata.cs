using System.Text.Json.Nodes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Providers;

/// <summary>
/// <c>metadata</c> of a PushSecret's data: a small object of its own kind around the provider's settings. Names are
/// read without regard to case, as Go does; unknown ones are refused.
/// </summary>
internal sealed class PushMetadata
{
    private const string ApiVersion = "kubernetes.external-secrets.io/v1alpha1";
    private const string Kind = "PushSecretMetadata";

    private readonly Dictionary<string, JsonNode?> members;

    private PushMetadata(Dictionary<string, JsonNode?> members) => this.members = members;

    /// <summary>The settings; empty when none were given.</summary>
    /// <param name="names">The settings there are.</param>
    /// <exception cref="ProviderException">ESO's text.</exception>
    public static PushMetadata Read(JsonNode? metadata, params string[] names)
    {
        if (metadata is null)
        {
            return new PushMetadata(new Dictionary<string, JsonNode?>());
        }

        var wrapper = Members(metadata, ["apiVersion", "kind", "spec", "metadata"]);
        var apiVersion = TextOf(wrapper.GetValueOrDefault("apiVersion"));
        if (apiVersion != ApiVersion)
        {
            throw Invalid($"unexpected apiVersion \"{apiVersion}\", expected \"{ApiVersion}\"");
        }

        var kind = TextOf(wrapper.GetValueOrDefault("kind"));
        if (kind != Kind)
        {
            throw Invalid($"unexpected kind \"{kind}\", expected \"{Kind}\"");
        }

        var spec = wrapper.GetValueOrDefault("spec");
        return new PushMetadata(spec is null ? [] : Members(spec, names));
    }

    public string Text(string name) => TextOf(members.GetValueOrDefault(name));

    public bool Flag(string name) =>
        members.GetValueOrDefault(name) is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>A map of strings; null when not given.</summary>
    public Dictionary<string, string>? Map(string name) => members.GetValueOrDefault(name) is JsonObject map
        ? map.ToDictionary(static e => e.Key, static e => TextOf(e.Value), StringComparer.Ordinal)
        : null;

    public IReadOnlyList<string> Texts(string name) =>
        [.. (members.GetValueOrDefault(name) as JsonArray ?? []).Select(TextOf)];

    /// <summary>A nested object with settings of its own; null when not given.</summary>
    public PushMetadata? Child(string name, params string[] names) =>
        members.GetValueOrDefault(name) is JsonObject child ? new PushMetadata(Members(child, names)) : null;

    /// <summary>Any other value as JSON; null when not given.</summary>
    public JsonNode? Node(string name) => members.GetValueOrDefault(name);

    private static Dictionary<string, JsonNode?> Members(JsonNode node, string[] names)
    {
        if (node is not JsonObject json)
        {
            throw Unreadable("cannot unmarshal into an object");
        }

        var members = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in json)
        {
            var known = names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Unreadable($"unknown field \"{name}\"");
            members[known] = value;
        }

        return members;
    }

    private static string TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static ProviderException Unreadable(string why) =>
        Invalid($"failed to parse {ApiVersion} {Kind}: error unmarshaling JSON: while decoding JSON: json: {why}");

    private static ProviderException Invalid(string message) => new(
        Failure.Invalid, "failed to parse metadata: " + message);
}

/// <summary>What of the source Secret is pushed.</summary>
internal static class PushValue
{
    /// <summary>One key's value, or (no key named) a JSON object of all, values as text.</summary>
    /// <exception cref="ProviderException">The key is not there.</exception>
    public static SecretBytes Of(PushRequest request) => request.SecretKey.Length == 0
        ? AllAsText(request.SourceData)
        : request.SourceData.TryGetValue(request.SecretKey, out var value)
            ? value
            : throw new ProviderException(
                Failure.Invalid, $"failed to find secret key in secret with key: {request.SecretKey}");

    /// <summary>A JSON object of all values as text, HTML's characters unescaped.</summary>
    public static SecretBytes AllAsText(IReadOnlyDictionary<string, SecretBytes> data) => SecretBytes.FromText(
        Secrets.Json.GoJsonText.Object(
            data.Select(static e => KeyValuePair.Create(e.Key, e.Value.RevealText())), escapeHtml: false));

    /// <summary>A JSON object of all values in base64.</summary>
    public static SecretBytes AllAsBase64(IReadOnlyDictionary<string, SecretBytes> data) => SecretBytes.FromText(
        Secrets.Json.GoJsonText.Object(
            data.Select(static e => KeyValuePair.Create(e.Key, Convert.ToBase64String(e.Value.Reveal().Span))),
            escapeHtml: true));
}
