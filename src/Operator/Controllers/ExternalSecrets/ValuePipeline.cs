using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What happens to a map of values between provider and Secret (eso.md §2.4, §7). Pure.</summary>
internal static class ValuePipeline
{
    /// <summary>Rewrite, or else convert keys; check keys; decode values; check for null bytes.</summary>
    /// <param name="found">What the provider gave.</param>
    /// <param name="entry">The dataFrom entry, for <c>rewrite</c>.</param>
    /// <param name="spec">Its <c>extract</c> or <c>find</c>, for the strategies.</param>
    /// <param name="rewriting">Rewrites keys.</param>
    public static IReadOnlyDictionary<string, SecretBytes> Apply(
        IReadOnlyDictionary<string, SecretBytes> found, JsonObject entry, JsonObject spec, Rewriting rewriting)
    {
        var map = RewriteKeys(found, entry, rewriting);
        if (entry.Objects("rewrite").Count == 0)
        {
            map = Wrapped(
                () => Keys.Convert(spec.Text("conversionStrategy"), map),
                $"error applying conversion strategy {spec.Text("conversionStrategy")} to keys");
        }

        map = Checked(map);
        map = Wrapped(
            () => Decoding.DecodeMap(spec.Text("decodingStrategy"), map),
            $"error applying decoding strategy {spec.Text("decodingStrategy")} to data");
        foreach (var (key, value) in map)
        {
            CheckNullBytes(spec, key, value);
        }

        return map;
    }

    /// <summary>Generated values are rewritten and checked, neither converted nor decoded.</summary>
    public static IReadOnlyDictionary<string, SecretBytes> ApplyGenerated(
        IReadOnlyDictionary<string, SecretBytes> made, JsonObject entry, Rewriting rewriting) =>
        Checked(RewriteKeys(made, entry, rewriting));

    public static void CheckNullBytes(JsonObject spec, string key, SecretBytes value)
    {
        if (spec.Text("nullBytePolicy") == "Fail" && value.Reveal().Span.Contains((byte)0))
        {
            throw new ValueException(
                $"fetched secret value for key \"{key}\" contains null bytes; use a text-safe format such "
                + "as PEM/base64 or leave nullBytePolicy unset for intentional binary data");
        }
    }

    private static IReadOnlyDictionary<string, SecretBytes> RewriteKeys(
        IReadOnlyDictionary<string, SecretBytes> map, JsonObject entry, Rewriting rewriting) =>
        entry["rewrite"] is JsonArray { Count: > 0 } operations
            ? Wrapped(() => rewriting.Apply(operations, map), "error applying rewrite to keys")
            : map;

    private static IReadOnlyDictionary<string, SecretBytes> Checked(IReadOnlyDictionary<string, SecretBytes> map) => Wrapped(
        () => Keys.Validate(map),
        "invalid secret keys (TIP: use rewrite or conversionStrategy to change keys)");

    private static IReadOnlyDictionary<string, SecretBytes> Wrapped(
        Func<IReadOnlyDictionary<string, SecretBytes>> step, string problem)
    {
        try
        {
            return step();
        }
        catch (ValueException e)
        {
            throw new ValueException($"{problem}: {e.Message}", e);
        }
    }
}
