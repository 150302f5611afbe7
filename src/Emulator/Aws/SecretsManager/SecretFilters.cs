using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// The filters of ListSecrets and BatchGetSecretValue: all filters must hold, one value of a filter suffices, <c>!</c>
/// negates a value. Names, tags, regions and services match by case-sensitive prefix; descriptions and <c>all</c> by
/// the
/// beginnings of words, whatever the documentation says of prefixes (verified against AWS by others' tests).
/// </summary>
internal sealed class SecretFilters
{
    private static readonly string[] Keys =
        ["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"];

    private readonly List<(string Key, IReadOnlyList<string> Values)> filters = [];

    private SecretFilters()
    {
    }

    public bool IsEmpty => filters.Count == 0;

    /// <summary>How a name must begin, one way or another; null when no filter says.</summary>
    public IReadOnlyList<string>? NamePrefixes =>
        filters.Find(f => f.Key == "name" && f.Values.All(v => !v.StartsWith('!'))).Values;

    public static SecretFilters Read(JsonObject request)
    {
        var made = new SecretFilters();
        foreach (var filter in request.Objects("Filters"))
        {
            var key = filter.Text("Key");
            if (key is null || !Keys.Contains(key, StringComparer.Ordinal))
            {
                throw SecretsErrors.FilterKey();
            }

            var values = filter.Texts("Values");
            made.filters.Add(values.Count > 0 ? (key, values) : throw SecretsErrors.FilterValues(key));
        }

        return made;
    }

    public bool Match(Secret secret)
    {
        // Asked of thousands of secrets a page: nothing is allocated here.
        foreach (var (key, values) in filters)
        {
            var holds = false;
            for (var i = 0; i < values.Count && !holds; i++)
            {
                holds = MatchesValue(secret, key, values[i]);
            }

            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool MatchesValue(Secret secret, string key, string value) => value.StartsWith('!')
        ? !MatchesPlain(secret, key, value[1..])
        : MatchesPlain(secret, key, value);

    private static bool MatchesPlain(Secret secret, string key, string value) => key switch
    {
        "name" => secret.Name.StartsWith(value, StringComparison.Ordinal),
        "description" => secret.Description is { } text && WordsMatch(value, text),
        "tag-key" => secret.Tags is { } tags && tags.Exists(t => t.Key.StartsWith(value, StringComparison.Ordinal)),
        "tag-value" => secret.Tags is { } tags && tags.Exists(t => t.Value.StartsWith(value, StringComparison.Ordinal)),
        "primary-region" => secret.PrimaryRegion?.StartsWith(value, StringComparison.Ordinal) == true,
        "owning-service" => secret.OwningService?.StartsWith(value, StringComparison.Ordinal) == true,
        _ => WordsMatch(value, secret.Name) || (secret.Description is { } text && WordsMatch(value, text))
            || (secret.Tags is { } tags && tags.Exists(t => WordsMatch(value, t.Key) || WordsMatch(value, t.Value))),
    };

    // Every word of the value must begin some word of the text.
    private static bool WordsMatch(string value, string text)
    {
        if (!MayMatch(value, text))
        {
            return false;
        }

        var wanted = Words(value);
        if (wanted.Count == 0)
        {
            return false;
        }

        var have = Words(text);
        return wanted.TrueForAll(w => have.Exists(h => h.StartsWith(w, StringComparison.OrdinalIgnoreCase)));
    }

    // Words are pieces of their text, so a text without the value's longest run of letters has no such words.
    private static bool MayMatch(string value, string text)
    {
        var (start, length) = (0, 0);
        for (int i = 0, from = 0; i <= value.Length; i++)
        {
            if (i == value.Length || !char.IsAsciiLetterLower(value[i]))
            {
                (start, length) = i - from > length ? (from, i - from) : (start, length);
                from = i + 1;
            }
        }

        return text.AsSpan().Contains(value.AsSpan(start, length), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Words as AWS seems to cut them: blanks always separate; exactly one kind of separator does, two kinds together
    /// do
    /// not; and a capital followed by small letters begins a word (SecretOne is two, COMPANY one, COMPANYthings two).
    /// </summary>
    private static List<string> Words(string text)
    {
        const string Separators = "/-_+=.@";
        var kinds = text.Where(c => Separators.Contains(c, StringComparison.Ordinal)).Distinct().ToArray();
        var words = new List<string>();
        var parts = kinds.Length switch
        {
            0 => [text],
            1 => text.Split(kinds[0]),
            _ => null,
        };
        if (parts is null)
        {
            words.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return words;
        }

        foreach (var part in parts.SelectMany(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            AddCamelWords(part, words);
        }

        return words;
    }

    private static void AddCamelWords(string part, List<string> words)
    {
        var word = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
        {
            var begins = !char.IsAsciiLetterLower(part[i]) && i + 1 < part.Length
                && char.IsAsciiLetterLower(part[i + 1]);
            var ends = i > 0 && !begins && !char.IsAsciiLetterLower(part[i]) && char.IsAsciiLetterLower(part[i - 1])
                && char.IsAsciiLetterUpper(part[i]);
            if ((begins || ends) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(part[i]);
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }
    }
}
