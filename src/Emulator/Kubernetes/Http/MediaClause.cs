using System.Globalization;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>One media range of an Accept header. Types are case-sensitive, as in the real server's parser.</summary>
internal sealed record MediaClause(string Type, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    private const int ClausesMax = 64;
    private const int ParametersMax = 16;

    /// <summary>as, g or v: the object is wanted in another form.</summary>
    public bool AsksForOtherForm =>
        Parameters.ContainsKey("as") || Parameters.ContainsKey("g") || Parameters.ContainsKey("v");

    public string Parameter(string name) => Parameters.GetValueOrDefault(name, "");

    /// <summary>The clauses of a header in the order they are tried.</summary>
    public static IReadOnlyList<MediaClause> ParseAll(string accept)
    {
        var clauses = new List<MediaClause>();
        foreach (var part in accept.Split(',').Take(ClausesMax))
        {
            if (Parse(part) is not { } clause)
            {
                continue;
            }

            var place = clauses.Count;
            while (place > 0 && GoesBefore(clause, clauses[place - 1]))
            {
                place--;
            }

            clauses.Insert(place, clause);
        }

        return clauses;
    }

    /// <summary>The better quality, and anything exact before a wildcard, even one of better quality: goautoneg's order.</summary>
    private static bool GoesBefore(MediaClause one, MediaClause other) =>
        one.Quality > other.Quality
        || (!one.Type.StartsWith("*/", StringComparison.Ordinal) && other.Type.StartsWith("*/", StringComparison.Ordinal))
        || (!one.Type.EndsWith("/*", StringComparison.Ordinal) && other.Type.EndsWith("/*", StringComparison.Ordinal));

    private static MediaClause? Parse(string text)
    {
        var parts = text.Split(';', ParametersMax);
        var type = parts[0].Trim();
        if (type == "*")
        {
            type = "*/*";
        }

        var halves = type.Split('/');
        if (halves.Length != 2 || halves[1].Length == 0)
        {
            return null;
        }

        var quality = 1.0;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=');
            if (pair.Length != 2)
            {
                continue;
            }

            var key = pair[0].Trim();
            var value = pair[1].Trim();
            if (key == "q")
            {
                quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 0;
            }
            else
            {
                parameters[key] = value;
            }
        }

        return new MediaClause($"{halves[0].Trim()}/{halves[1].Trim()}", parameters, quality);
    }
}
