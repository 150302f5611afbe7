namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// What policies' conditions and variables can ask about a request. Keys are told apart whatever their case.
/// </summary>
internal sealed class ConditionKeys
{
    private readonly SortedDictionary<string, IReadOnlyList<string>> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every key that the request has, in order.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> All => values;

    /// <summary>Sets a key; null leaves it absent.</summary>
    public ConditionKeys Set(string key, string? value)
    {
        if (value is not null)
        {
            values[key] = [value];
        }

        return this;
    }

    /// <summary>Sets a key that has many values; none at all leaves it absent.</summary>
    public ConditionKeys Set(string key, IEnumerable<string> many)
    {
        var list = many.ToList();
        if (list.Count > 0)
        {
            values[key] = list;
        }

        return this;
    }

    /// <summary>Sets a key to true or false; null leaves it absent.</summary>
    public ConditionKeys Set(string key, bool? flag) => Set(key, flag is { } f ? (f ? "true" : "false") : null);

    /// <summary>The values of a key; null when absent.</summary>
    public IReadOnlyList<string>? Find(string key) => values.GetValueOrDefault(key);

    /// <summary>
    /// Replaces <c>${key}</c> and <c>${key, 'default'}</c>. A variable without a value makes the whole text match
    /// nothing: then null is returned. <c>${*}</c>, <c>${?}</c> and <c>${$}</c> stand for the characters themselves.
    /// </summary>
    public string? Expand(string text)
    {
        var at = text.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var result = new System.Text.StringBuilder();
        var from = 0;
        while (at >= 0)
        {
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                break;
            }

            result.Append(text, from, at - from);
            if (Value(text[(at + 2)..end]) is not { } value)
            {
                return null;
            }

            result.Append(value);
            from = end + 1;
            at = text.IndexOf("${", from, StringComparison.Ordinal);
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    private string? Value(string variable)
    {
        // The three escapes lose their special meaning only here: a literal star is rare enough in these services.
        if (variable is "*" or "?" or "$")
        {
            return variable;
        }

        var comma = variable.IndexOf(',', StringComparison.Ordinal);
        var key = (comma < 0 ? variable : variable[..comma]).Trim();
        if (Find(key) is [var only])
        {
            return only;
        }

        return comma < 0 ? null : variable[(comma + 1)..].Trim().Trim('\'');
    }
}
