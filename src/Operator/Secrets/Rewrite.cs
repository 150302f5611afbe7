using System.Text.Json.Nodes;
using Eso.Operator.Secrets.Json;
using Eso.Operator.Secrets.Regexp;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Secrets;

/// <summary><c>dataFrom[].rewrite</c>: operations on the keys of a map, one after the other.</summary>
public static class Rewrite
{
    /// <summary>
    /// Applies the operations as the spec holds them. Where keys become equal the last wins, in the order of the old
    /// keys
    /// (ESO leaves it to chance).
    /// </summary>
    /// <exception cref="ValueException">ESO's <c>failed rewrite operation[0]: …</c>.</exception>
    public static IReadOnlyDictionary<string, SecretBytes> Apply(
        JsonArray operations,
        IReadOnlyDictionary<string, SecretBytes> map,
        TemplateEnvironment environment)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            try
            {
                map = One(operations[i] as JsonObject ?? [], map, environment);
            }
            catch (ValueException e)
            {
                throw new ValueException($"failed rewrite operation[{i}]: {e.Message}", e);
            }
        }

        return map;
    }

    private static IReadOnlyDictionary<string, SecretBytes> One(
        JsonObject operation,
        IReadOnlyDictionary<string, SecretBytes> map,
        TemplateEnvironment environment)
    {
        if (operation["merge"] is JsonObject merge)
        {
            return RewriteMerge.Apply(merge, map);
        }

        if (operation["regexp"] is JsonObject regexp)
        {
            return ByRegexp(Text(regexp, "source"), Text(regexp, "target"), map);
        }

        return operation["transform"] is JsonObject transform
            ? ByTemplate(Text(transform, "template"), map, environment)
            : map;
    }

    private static Dictionary<string, SecretBytes> ByRegexp(
        string source,
        string target,
        IReadOnlyDictionary<string, SecretBytes> map)
    {
        if (!GoRegexp.TryCompile(source, out var regexp, out var error))
        {
            throw new ValueException($"regexp failed with failed to compile: {error}");
        }

        return Rename(map, key => regexp!.ReplaceAll(key, target));
    }

    private static Dictionary<string, SecretBytes> ByTemplate(
        string template,
        IReadOnlyDictionary<string, SecretBytes> map,
        TemplateEnvironment environment)
    {
        return Rename(map, key =>
        {
            try
            {
                return GoTemplate.Parse("transform", template)
                    .ExecuteText([new("value", key)], environment, missingKeyIsError: false);
            }
            catch (TemplateException e)
            {
                var step = e.Phase == TemplatePhase.Parse ? "parse" : "execute";
                throw new ValueException($"transform failed with failed to {step} template: {e.Message}", e);
            }
        });
    }

    private static Dictionary<string, SecretBytes> Rename(
        IReadOnlyDictionary<string, SecretBytes> map,
        Func<string, string> rename)
    {
        var renamed = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, value) in map.OrderBy(static e => e.Key, GoOrder.Instance))
        {
            renamed[rename(key)] = value;
        }

        return renamed;
    }

    internal static string Text(JsonObject of, string name) =>
        of[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

/// <summary><c>rewrite[].merge</c>: values that are JSON objects become one.</summary>
internal static class RewriteMerge
{
    public static IReadOnlyDictionary<string, SecretBytes> Apply(
        JsonObject operation,
        IReadOnlyDictionary<string, SecretBytes> map)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);
        var conflicts = new List<string>();
        var lenient = Rewrite.Text(operation, "priorityPolicy") == "IgnoreNotFound";
        foreach (var key in Order(operation, map))
        {
            if (map.TryGetValue(key, out var value))
            {
                Merge(value, merged, conflicts);
            }
            else if (!lenient)
            {
                throw new ValueException($"merge failed with key \"{key}\" not found in input map");
            }
        }

        if (Rewrite.Text(operation, "conflictPolicy") != "Ignore" && conflicts.Count > 0)
        {
            throw new ValueException($"merge failed with conflicts: {string.Join(", ", conflicts)}");
        }

        return Rewrite.Text(operation, "strategy") == "JSON"
            ? Into(Rewrite.Text(operation, "into"), map, merged)
            : merged.ToDictionary(static e => e.Key, static e => Bytes(e.Value), StringComparer.Ordinal);
    }

    // Keys with priority come last, so that they win.
    private static IEnumerable<string> Order(JsonObject operation, IReadOnlyDictionary<string, SecretBytes> map)
    {
        var priority = (operation["priority"] as JsonArray ?? [])
            .Select(static p => p is JsonValue value && value.TryGetValue<string>(out var key) ? key : "")
            .ToList();
        return [.. map.Keys.Where(k => !priority.Contains(k)).Order(GoOrder.Instance), .. priority];
    }

    private static void Merge(SecretBytes value, Dictionary<string, object?> merged, List<string> conflicts)
    {
        Dictionary<string, object?> members;
        try
        {
            members = GoJsonValue.ReadObject(value.Reveal().Span);
        }
        catch (ValueException e)
        {
            throw new ValueException($"merge failed with failed to unmarshal JSON: {e.Message}", e);
        }

        foreach (var (key, member) in members.OrderBy(static m => m.Key, GoOrder.Instance))
        {
            if (!merged.TryAdd(key, member))
            {
                conflicts.Add(key);
                merged[key] = member;
            }
        }
    }

    private static Dictionary<string, SecretBytes> Into(
        string key,
        IReadOnlyDictionary<string, SecretBytes> map,
        Dictionary<string, object?> merged)
    {
        if (key.Length == 0)
        {
            throw new ValueException("merge failed with missing 'into' field");
        }

        return new Dictionary<string, SecretBytes>(map, StringComparer.Ordinal)
        {
            [key] = SecretBytes.FromText(GoJsonValue.Write(merged, escapeHtml: false)),
        };
    }

    private static SecretBytes Bytes(object? value) => SecretBytes.FromText(value switch
    {
        null => "",
        string text => text,
        double number => GoNumber.FormatF(number),
        _ => GoJsonValue.Write(value, escapeHtml: true),
    });
}
