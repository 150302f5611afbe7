namespace Eso.Emulator.Scenarios.Language;

/// <summary>The known word closest to a misspelt one.</summary>
internal static class Nearest
{
    /// <summary>", did you mean X?" or the list of known words when none is close.</summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var words = known.Order(StringComparer.Ordinal).ToList();
        return Close(word, words) is { Length: > 0 } close ? close
            : words.Count == 0 ? "; none is known here"
            : $"; known here: {string.Join(", ", words)}";
    }

    /// <summary>", did you mean X?", or nothing when no word is close.</summary>
    public static string Close(string word, IEnumerable<string> known)
    {
        var best = known.Select(w => (Word: w, Distance: Distance(word.ToLowerInvariant(), w.ToLowerInvariant())))
            .OrderBy(c => c.Distance).ThenBy(c => c.Word, StringComparer.Ordinal).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(2, word.Length / 3) ? $", did you mean '{best.Word}'?" : "";
    }

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
