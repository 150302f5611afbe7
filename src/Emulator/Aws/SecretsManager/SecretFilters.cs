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

    public bool Match(Secret secret) => filters.TrueForAll(f => f.Values.Any(v => MatchesValue(secret, f.Key, v)));

    private static bool MatchesValue(Secret secret, string key, string value) => value.StartsWith('!')
        ? !MatchesPlain(secret, key, value[1..])
        : MatchesPlain(secret, key, value);

    private static bool MatchesPlain(Secret secret, string key, string value) => key switch
    {
        "name" => secret.Name.StartsWith(value, StringComparison.Ordinal),
        "description" => secret.Description is { } text && WordsMatch(value, text),
        "tag-key" => secret.Tags?.Exists(t => t.Key.StartsWith(value, StringComparison.Ordinal)) == true,
        "tag-value" => secret.Tags?.Exists(t => t.Value.StartsWith(value, StringComparison.Ordinal)) == true,
        "primary-region" => secret.PrimaryRegion?.StartsWith(value, StringComparison.Ordinal) == true,
        "owning-service" => secret.OwningService?.StartsWith(value, StringComparison.Ordinal) == true,
        _ => Attributes(secret).Any(text => WordsMatch(value, text)),
    };

    private static IEnumerable<string> Attributes(Secret secret)
    {
        yield return secret.Name;
        if (secret.Description is not null)
        {
            yield return secret.Description;
        }

        foreach (var tag in secret.Tags ?? [])
        {
            yield return tag.Key;
            yield return tag.Value;
        }
    }

    // Every word of the value must begin some word of the text.
    private static bool WordsMatch(string value, string text)
    {
        var wanted = Words(value);
        if (wanted.Count == 0)
        {
            return false;
        }

        var have = Words(text);
        return wanted.TrueForAll(w => have.Exists(h => h.StartsWith(w, StringComparison.OrdinalIgnoreCase)));
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
