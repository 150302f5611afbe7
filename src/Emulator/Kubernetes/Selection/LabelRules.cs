using System.Text;

namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>What label keys and values may be, with apimachinery's texts.</summary>
internal static class LabelRules
{
    private const int PartMax = 63;
    private const int PrefixMax = 253;
    private const string Charset = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    private const string KeyExample = Charset
        + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueExample =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>Everything wrong with a label key.</summary>
    public static List<string> KeyErrors(string key)
    {
        var errors = new List<string>();
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            errors.Add($"a valid label key {KeyExample} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return errors;
        }

        if (parts.Length == 2)
        {
            PrefixErrors(parts[0], errors);
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            errors.Add("name part must be non-empty");
        }
        else if (Encoding.UTF8.GetByteCount(name) > PartMax)
        {
            errors.Add($"name part must be no more than {PartMax} bytes");
        }

        if (!IsName(name))
        {
            errors.Add("name part " + KeyExample);
        }

        return errors;
    }

    /// <summary>Everything wrong with a label value.</summary>
    public static List<string> ValueErrors(string value)
    {
        var errors = new List<string>();
        if (Encoding.UTF8.GetByteCount(value) > PartMax)
        {
            errors.Add($"must be no more than {PartMax} bytes");
        }

        if (value.Length > 0 && !IsName(value))
        {
            errors.Add(ValueExample);
        }

        return errors;
    }

    private static void PrefixErrors(string prefix, List<string> errors)
    {
        if (prefix.Length == 0)
        {
            errors.Add("prefix part must be non-empty");
            return;
        }

        if (Encoding.UTF8.GetByteCount(prefix) > PrefixMax)
        {
            errors.Add($"prefix part must be no more than {PrefixMax} bytes");
        }

        if (!prefix.Split('.').All(IsDnsLabel))
        {
            errors.Add("prefix part " + Subdomain);
        }
    }

    private static bool IsDnsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
