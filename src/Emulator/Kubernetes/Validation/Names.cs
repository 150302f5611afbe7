using System.Text;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>
/// The name forms of apimachinery's validation package. Each check yields what is wrong, in its words; nothing when
/// the text is good.
/// </summary>
internal static class Names
{
    public const int SubdomainLength = 253;

    public const int LabelLength = 63;

    private const string SubdomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
        "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelForm =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end " +
        "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Form =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic " +
        "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation " +
        "is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedForm =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
        "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
        "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start " +
        "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for " +
        "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string ConfigKeyForm =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or " +
        "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string EnvForm =
        "a valid environment variable name must consist only of printable ASCII characters other than '='";

    /// <summary>Checks a name by a kind's rule; a generateName may end in '-'.</summary>
    public static IEnumerable<string> Check(NameRule rule, string name, bool prefix)
    {
        // apimachinery checks a prefix as if its trailing dash were a letter.
        var tested = prefix && name.EndsWith('-') ? name[..^1] + "a" : name;
        return rule switch
        {
            NameRule.DnsLabel => Label(tested),
            NameRule.Dns1035Label => Label1035(tested),
            NameRule.PathSegment => PathSegment(name, prefix),
            _ => Subdomain(tested),
        };
    }

    public static IEnumerable<string> Subdomain(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > SubdomainLength)
        {
            yield return $"must be no more than {SubdomainLength} characters";
        }

        if (!IsSubdomain(text))
        {
            yield return SubdomainForm;
        }
    }

    public static IEnumerable<string> Label(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LabelLength)
        {
            yield return $"must be no more than {LabelLength} characters";
        }

        if (!IsLabel(text))
        {
            // Names with dots get the shorter advice.
            yield return IsSubdomain(text) ? "must not contain dots" : LabelForm;
        }
    }

    public static IEnumerable<string> Label1035(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LabelLength)
        {
            yield return $"must be no more than {LabelLength} characters";
        }

        if (!IsLabel(text) || !char.IsAsciiLetterLower(text[0]))
        {
            yield return Label1035Form;
        }
    }

    public static IEnumerable<string> PathSegment(string text, bool prefix)
    {
        if (!prefix && text is "." or "..")
        {
            yield return $"may not be '{text}'";
        }

        foreach (var bad in (string[])["/", "%"])
        {
            if (text.Contains(bad, StringComparison.Ordinal))
            {
                yield return $"may not contain '{bad}'";
            }
        }
    }

    /// <summary>Keys of labels and annotations, finalizers: an optional DNS prefix and a name.</summary>
    public static IEnumerable<string> Qualified(string text)
    {
        var parts = text.Split('/');
        var name = parts[^1];
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
            {
                yield return "prefix part must be non-empty";
            }
            else
            {
                foreach (var problem in Subdomain(parts[0]))
                {
                    yield return "prefix part " + problem;
                }
            }
        }
        else if (parts.Length > 2)
        {
            yield return "a valid label key " + QualifiedForm +
                " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (name.Length == 0)
        {
            yield return "name part must be non-empty";
        }
        else if (Encoding.UTF8.GetByteCount(name) > LabelLength)
        {
            yield return $"name part must be no more than {LabelLength} bytes";
        }

        if (!IsQualifiedPart(name))
        {
            yield return "name part " + QualifiedForm;
        }
    }

    public static IEnumerable<string> LabelValue(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LabelLength)
        {
            yield return $"must be no more than {LabelLength} bytes";
        }

        if (text.Length > 0 && !IsQualifiedPart(text))
        {
            yield return LabelValueForm;
        }
    }

    /// <summary>Keys of Secrets and ConfigMaps.</summary>
    public static IEnumerable<string> ConfigKey(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > SubdomainLength)
        {
            yield return $"must be no more than {SubdomainLength} characters";
        }

        if (text.Length == 0 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            yield return ConfigKeyForm;
        }

        if (text == ".")
        {
            yield return "must not be '.'";
        }
        else if (text == "..")
        {
            yield return "must not be '..'";
        }
        else if (text.StartsWith("..", StringComparison.Ordinal))
        {
            yield return "must not start with '..'";
        }
    }

    /// <summary>Names of environment variables, relaxed since 1.32.</summary>
    public static IEnumerable<string> EnvVar(string text)
    {
        if (text.Length == 0)
        {
            yield return "environment variable name must not be empty";
        }
        else if (!text.All(c => c is >= ' ' and <= '~' and not '='))
        {
            yield return EnvForm;
        }
    }

    /// <summary>Names of container ports: short, lower case, with a letter.</summary>
    public static IEnumerable<string> PortName(string text)
    {
        if (text.Length > 15)
        {
            yield return "must be no more than 15 characters";
        }

        if (!text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!text.Any(char.IsAsciiLetter))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (text.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (text.Length > 0 && (text[0] == '-' || text[^1] == '-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    public static bool IsLabel(string text) =>
        text.Length > 0 && IsLowerOrDigit(text[0]) && IsLowerOrDigit(text[^1]) &&
        text.All(c => IsLowerOrDigit(c) || c == '-');

    public static bool IsSubdomain(string text) => text.Split('.').All(IsLabel);

    private static bool IsQualifiedPart(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) &&
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
