using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>A label selector: from a query (<c>a=b,c in (d)</c>) or from an API object (matchLabels, matchExpressions).</summary>
internal sealed class LabelSelector
{
    private LabelSelector(IReadOnlyList<LabelRequirement> requirements, bool nothing = false)
    {
        Requirements = requirements;
        MatchesNothing = nothing;
    }

    public static LabelSelector Everything { get; } = new([]);

    public static LabelSelector Nothing { get; } = new([], true);

    public IReadOnlyList<LabelRequirement> Requirements { get; }

    public bool MatchesNothing { get; }

    public bool IsEmpty => Requirements.Count == 0 && !MatchesNothing;

    /// <summary>The value a label must have when the selector wants exactly one; for indexes.</summary>
    public string? ExactValue(string key)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.Key == key)
            {
                return requirement.Operator is LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In
                    && requirement.Values.Count == 1 ? requirement.Values[0] : null;
            }
        }

        return null;
    }

    /// <summary>Reads the labelSelector query parameter.</summary>
    /// <exception cref="SelectorException">With labels.Parse's text.</exception>
    public static LabelSelector Parse(string selector) => Of(new LabelSelectorParser(selector).Parse());

    /// <summary>Reads a LabelSelector object; null selects nothing, an empty one everything.</summary>
    /// <exception cref="SelectorException">With LabelSelectorAsSelector's text.</exception>
    public static LabelSelector FromObject(JsonObject? selector)
    {
        if (selector is null)
        {
            return Nothing;
        }

        var requirements = new List<LabelRequirement>();
        if (selector["matchLabels"] is JsonObject labels)
        {
            foreach (var (key, value) in labels)
            {
                requirements.Add(LabelRequirement.Create(key, LabelOperator.Equal, [Text(value)]));
            }
        }

        if (selector["matchExpressions"] is JsonArray expressions)
        {
            foreach (var expression in expressions.OfType<JsonObject>())
            {
                var values = expression["values"] is JsonArray list ? list.Select(Text).ToList() : [];
                requirements.Add(LabelRequirement.Create(Text(expression["key"]), Operator(Text(expression["operator"])), values));
            }
        }

        return Of(requirements);
    }

    public bool Matches(JsonObject? labels)
    {
        if (MatchesNothing)
        {
            return false;
        }

        for (var i = 0; i < Requirements.Count; i++)
        {
            if (!Requirements[i].Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="lookup">A label's value, or null when it is not there.</param>
    public bool Matches(Func<string, string?> lookup)
    {
        if (MatchesNothing)
        {
            return false;
        }

        for (var i = 0; i < Requirements.Count; i++)
        {
            if (!Requirements[i].Matches(lookup(Requirements[i].Key)))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join(',', Requirements);

    private static LabelSelector Of(List<LabelRequirement> requirements) =>
        requirements.Count == 0 ? Everything : new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)]);

    private static LabelOperator Operator(string name) => name switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        _ => throw new SelectorException($"{FieldError.Quote(name)} is not a valid label selector operator"),
    };

    private static string Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
