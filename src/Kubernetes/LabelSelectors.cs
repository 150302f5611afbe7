using System.Text.Json.Nodes;

namespace Eso.Kubernetes;

/// <summary>Label selectors in their object form (<c>matchLabels</c>, <c>matchExpressions</c>).</summary>
public static class LabelSelectors
{
    /// <summary>Whether labels satisfy a selector; an empty selector matches everything.</summary>
    /// <exception cref="FormatException">An operator is unknown, or its values do not fit it.</exception>
    public static bool Matches(JsonObject selector, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in selector.TextMap("matchLabels"))
        {
            if (!labels.TryGetValue(key, out var have) || have != value)
            {
                return false;
            }
        }

        foreach (var expression in selector.Objects("matchExpressions"))
        {
            if (!Holds(expression, labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The selector as the API's query text.</summary>
    public static string ToQuery(JsonObject selector)
    {
        var parts = selector.TextMap("matchLabels").OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={m.Value}")
            .Concat(selector.Objects("matchExpressions").Select(e => e.Text("operator") switch
            {
                "In" => $"{e.Text("key")} in ({string.Join(',', e.Texts("values"))})",
                "NotIn" => $"{e.Text("key")} notin ({string.Join(',', e.Texts("values"))})",
                "Exists" => e.Text("key"),
                "DoesNotExist" => "!" + e.Text("key"),
                var other => throw new FormatException($"\"{other}\" is not a valid label selector operator"),
            }));
        return string.Join(',', parts);
    }

    private static bool Holds(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(expression.Text("key"), out var have);
        var values = expression.Texts("values");
        return expression.Text("operator") switch
        {
            "In" => there && values.Contains(have!),
            "NotIn" => !there || !values.Contains(have!),
            "Exists" => there,
            "DoesNotExist" => !there,
            var other => throw new FormatException($"\"{other}\" is not a valid label selector operator"),
        };
    }
}
