namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// A reference to a parameter as a request gives it: name or ARN, with or without <c>:version</c> or <c>:label</c>.
/// </summary>
/// <param name="Shown">The name that the answer shows; null for an ARN: the stored name is shown then.</param>
/// <param name="Key">The name with one leading slash.</param>
/// <param name="Selector">Version number or label, or null.</param>
/// <param name="Account">Owner named by an ARN, or null.</param>
/// <param name="Region">Region named by an ARN, or null.</param>
internal sealed record ParameterName(string? Shown, string Key, string? Selector, string? Account, string? Region)
{
    private const int LevelsMax = 15;

    /// <summary>The name without selector as the request wrote it, for messages.</summary>
    public string Display => Shown ?? Key;

    /// <summary>Reads a reference for the Get operations and GetParameterHistory.</summary>
    public static ParameterName Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed.StartsWith("arn:", StringComparison.Ordinal) ? ParseArn(trimmed) : ParsePlain(trimmed);
    }

    /// <summary>The key of a name that takes neither ARN nor selector: delete, tag and label operations.</summary>
    public static string KeyOf(string name) => "/" + name.Trim().TrimStart('/');

    /// <summary>Checks a name by the rules for new parameters and returns it without outer blanks.</summary>
    public static string CheckNew(string text)
    {
        var name = text.Trim();
        var slashed = name.StartsWith('/');
        var bare = slashed ? name[1..] : name;
        var isPath = bare.Contains('/', StringComparison.Ordinal);
        if (isPath && !slashed)
        {
            throw ParameterStoreErrors.NotFullyQualified();
        }

        if (StartsWith(bare, "aws"))
        {
            throw isPath ? ParameterStoreErrors.ReservedName(name) : ParameterStoreErrors.ReservedPrefix();
        }

        if (StartsWith(bare, "ssm"))
        {
            throw isPath ? ParameterStoreErrors.BadName() : ParameterStoreErrors.ReservedPrefix();
        }

        if (!WellFormed(name))
        {
            throw ParameterStoreErrors.BadName();
        }

        if (bare.Count(c => c == '/') + 1 > LevelsMax)
        {
            throw ParameterStoreErrors.TooManyLevels();
        }

        return name;
    }

    /// <summary>Whether a name is letters, digits and <c>.-_</c>, in sub-paths that each begin with a slash.</summary>
    public static bool WellFormed(string name)
    {
        if (name.Length == 0 || name == "/" || name.EndsWith('/'))
        {
            return false;
        }

        var slashed = name[0] == '/';
        for (var i = slashed ? 1 : 0; i < name.Length; i++)
        {
            if (name[i] == '/' ? !slashed || name[i - 1] == '/' : !IsNameCharacter(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private static ParameterName ParsePlain(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || (parts.Length == 2 && parts[1].Length == 0))
        {
            throw ParameterStoreErrors.BadSelector();
        }

        var name = parts[0];
        if (!WellFormed(name) || StartsWith(name.TrimStart('/'), "ssm"))
        {
            throw ParameterStoreErrors.BadName();
        }

        return new ParameterName(name, KeyOf(name), parts.Length == 2 ? parts[1] : null, null, null);
    }

    private static ParameterName ParseArn(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 6 or > 7 || parts[2] != "ssm"
            || !parts[5].StartsWith("parameter/", StringComparison.Ordinal)
            || (parts.Length == 7 && parts[6].Length == 0))
        {
            throw ParameterStoreErrors.BadSelector();
        }

        var key = parts[5]["parameter".Length..];
        if (SecretReference.IsReference(key))
        {
            // A secret is referred to by name alone.
            throw ParameterStoreErrors.BadSelector();
        }

        if (!WellFormed(key))
        {
            throw ParameterStoreErrors.BadName();
        }

        return new ParameterName(null, key, parts.Length == 7 ? parts[6] : null, parts[4], parts[3]);
    }

    private static bool StartsWith(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
