using System.Text;

namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>One condition of a field selector.</summary>
internal sealed record FieldRequirement(string Field, bool Equal, string Value)
{
    public override string ToString() => $"{Field}{(Equal ? "=" : "!=")}{FieldSelector.Escape(Value)}";
}

/// <summary>A field selector such as <c>metadata.name=x,type!=Opaque</c>, as fields.ParseSelector reads it.</summary>
internal sealed class FieldSelector
{
    private FieldSelector(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    public static FieldSelector Everything { get; } = new([]);

    public IReadOnlyList<FieldRequirement> Requirements { get; }

    public bool IsEmpty => Requirements.Count == 0;

    /// <exception cref="SelectorException">With ParseSelector's text.</exception>
    public static FieldSelector Parse(string selector)
    {
        var requirements = new List<FieldRequirement>();
        foreach (var term in Terms(selector).Order(StringComparer.Ordinal))
        {
            if (term.Length > 0)
            {
                requirements.Add(Term(selector, term));
            }
        }

        return requirements.Count == 0 ? Everything : new FieldSelector(requirements);
    }

    /// <param name="lookup">A field's value; empty for a field that is not there.</param>
    public bool Matches(Func<string, string> lookup)
    {
        foreach (var requirement in Requirements)
        {
            if (lookup(requirement.Field) == requirement.Value != requirement.Equal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value a field must have; null when the selector leaves it open.</summary>
    public string? ExactValue(string field) =>
        Requirements.FirstOrDefault(r => r.Equal && r.Field == field)?.Value;

    public override string ToString() => string.Join(',', Requirements);

    internal static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);

    private static FieldRequirement Term(string selector, string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            var length = rest.StartsWith("!=") || rest.StartsWith("==") ? 2 : rest[0] == '=' ? 1 : 0;
            if (length > 0)
            {
                return new FieldRequirement(term[..i], rest[0] != '!', Unescape(term[(i + length)..]));
            }
        }

        throw new SelectorException($"invalid selector: '{selector}'; can't understand '{term}'");
    }

    private static IEnumerable<string> Terms(string selector)
    {
        var start = 0;
        for (var i = 0; i < selector.Length; i++)
        {
            if (selector[i] == '\\')
            {
                i++;
            }
            else if (selector[i] == ',')
            {
                yield return selector[start..i];
                start = i + 1;
            }
        }

        yield return selector[start..];
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when i + 1 == value.Length:
                    throw new SelectorException("invalid field selector: invalid escape sequence: \\");
                case '\\' when value[i + 1] is '\\' or ',' or '=':
                    text.Append(value[++i]);
                    break;
                case '\\':
                    throw new SelectorException("invalid field selector: invalid escape sequence: \\"
                        + Rune.GetRuneAt(value, i + 1));
                case ',' or '=':
                    throw new SelectorException($"invalid field selector: unescaped character in value: {(int)value[i]}");
                default:
                    text.Append(value[i]);
                    break;
            }
        }

        return text.ToString();
    }
}
