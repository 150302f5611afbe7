using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Regexp;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>What one <c>dataTo</c> pushes of a source: a key each under rewritten names, or all in one bundle.</summary>
internal static class PushExpansion
{
    private const string Bundle = "(bundle)";

    /// <param name="dataTo">The entry.</param>
    /// <param name="index">Where it stands, for messages.</param>
    /// <param name="source">The source's values.</param>
    /// <param name="taken">Remote keys that entries before have taken, and which; added to.</param>
    /// <param name="environment">What rewriting templates may use.</param>
    /// <exception cref="PushException">ESO's text.</exception>
    public static IReadOnlyList<PushEntry> Of(
        JsonObject dataTo,
        int index,
        IReadOnlyDictionary<string, SecretBytes> source,
        Dictionary<string, string> taken,
        TemplateEnvironment environment)
    {
        try
        {
            return Expand(dataTo, index, source, taken, environment);
        }
        catch (Exception e) when (e is ValueException or FormatException)
        {
            throw new PushException($"dataTo[{index}]: {e.Message}", e);
        }
    }

    private static List<PushEntry> Expand(
        JsonObject dataTo,
        int index,
        IReadOnlyDictionary<string, SecretBytes> source,
        Dictionary<string, string> taken,
        TemplateEnvironment environment)
    {
        var strategy = dataTo.Text("conversionStrategy");
        var converted = Converted(strategy, source);
        var matched = Matched(dataTo.Object("match").Text("regexp"), converted);
        if (matched.Count == 0)
        {
            return [];
        }

        if (dataTo.Text("remoteKey") is { Length: > 0 } bundle)
        {
            Take(taken, index, Bundle, bundle);
            return [new PushEntry(EntryFor(dataTo, "", bundle), "", matched.ToDictionary(k => k, k => converted[k]))];
        }

        // The keys of the source itself stand in status, as if data had named them.
        var originals = source.Keys.ToDictionary(k => Keys.ReverseKey(strategy, k), k => k, StringComparer.Ordinal);
        var entries = new List<PushEntry>();
        foreach (var key in matched)
        {
            var remote = Rewrite(dataTo, key, environment);
            if (remote.Length == 0)
            {
                throw new ValueException($"empty remote key produced for source key \"{key}\"");
            }

            Take(taken, index, key, remote);
            entries.Add(new PushEntry(EntryFor(dataTo, originals[key], remote), originals[key], source));
        }

        return entries;
    }

    private static Dictionary<string, SecretBytes> Converted(string strategy, IReadOnlyDictionary<string, SecretBytes> source)
    {
        try
        {
            return Keys.Reverse(strategy, source);
        }
        catch (ValueException e)
        {
            throw new ValueException($"conversion failed: {e.Message}", e);
        }
    }

    private static List<string> Matched(string pattern, Dictionary<string, SecretBytes> converted)
    {
        GoRegexp? regexp = null;
        if (pattern.Length > 0 && !GoRegexp.TryCompile(pattern, out regexp, out var error))
        {
            throw new ValueException($"match failed: failed to compile regexp pattern \"{pattern}\": {error}");
        }

        return [.. converted.Keys.Where(k => regexp is null || regexp.IsMatch(k)).Order(GoOrder.Instance)];
    }

    private static void Take(Dictionary<string, string> taken, int index, string key, string remote)
    {
        if (!taken.TryAdd(remote, $"dataTo[{index}]:{key}"))
        {
            throw new ValueException(
                $"duplicate remote key \"{remote}\" from source key \"{key}\" (conflicts with {taken[remote]})");
        }
    }

    private static string Rewrite(JsonObject dataTo, string key, TemplateEnvironment environment)
    {
        var current = key;
        var at = 0;
        foreach (var operation in dataTo.Objects("rewrite"))
        {
            current = Apply(operation, current, $"rewrite failed: rewrite[{at++}]", environment);
        }

        return current;
    }

    private static string Apply(JsonObject operation, string key, string where, TemplateEnvironment environment)
    {
        if (operation.Object("regexp") is { } regexp)
        {
            var pattern = regexp.Text("source");
            return GoRegexp.TryCompile(pattern, out var compiled, out var error)
                ? compiled!.ReplaceAll(key, regexp.Text("target"))
                : throw new ValueException($"{where}: invalid regexp \"{pattern}\": {error}");
        }

        if (operation.Object("transform") is not { } transform)
        {
            return key;
        }

        try
        {
            return GoTemplate.Parse("t", transform.Text("template"))
                .ExecuteText([new("value", key)], environment, missingKeyIsError: false);
        }
        catch (TemplateException e)
        {
            throw new ValueException(
                e.Phase == TemplatePhase.Parse
                    ? $"{where}: invalid template: {e.Message}"
                    : $"{where} on key \"{key}\": template exec: {e.Message}",
                e);
        }
    }

    private static JsonObject EntryFor(JsonObject dataTo, string key, string remote)
    {
        var match = new JsonObject { ["remoteRef"] = new JsonObject { ["remoteKey"] = remote } };
        if (key.Length > 0)
        {
            match["secretKey"] = key;
        }

        var entry = new JsonObject { ["match"] = match };
        if (dataTo["metadata"] is { } metadata)
        {
            entry["metadata"] = metadata.DeepClone();
        }

        // It is done already.
        entry["conversionStrategy"] = "None";
        return entry;
    }
}
