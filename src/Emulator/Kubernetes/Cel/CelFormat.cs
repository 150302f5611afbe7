using System.Text.RegularExpressions;
using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>A named format with its texts.</summary>
internal sealed record CelFormat(string Name)
{
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
        + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public static IReadOnlyList<string> Names { get; } =
    [
        "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix", "dns1123SubdomainPrefix", "dns1035LabelPrefix",
        "labelValue", "uri", "uuid", "byte", "date", "datetime",
    ];

    public List<string> Check(string text) => Name switch
    {
        "dns1123Label" => Dns(text, 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Label),
        "dns1123LabelPrefix" => Dns(Masked(text), 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Label),
        "dns1123Subdomain" => Dns(text, 253, @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", Subdomain),
        "dns1123SubdomainPrefix" => Dns(Masked(text), 253,
            @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", Subdomain),
        "dns1035Label" => Dns(text, 63, "^[a-z]([-a-z0-9]*[a-z0-9])?$", Label1035),
        "dns1035LabelPrefix" => Dns(Masked(text), 63, "^[a-z]([-a-z0-9]*[a-z0-9])?$", Label1035),
        "qualifiedName" => Selection.LabelRules.KeyErrors(text),
        "labelValue" => Selection.LabelRules.ValueErrors(text),
        "uri" => CelUrl.Parse(text, out var fault) is null ? [fault[(fault.IndexOf("parse \"", StringComparison.Ordinal))..]] : [],
        "uuid" => SchemaFormats.Accepts("uuid", text) == true ? [] : ["does not match the UUID format"],
        "byte" => SchemaFormats.Accepts("byte", text) == true ? [] : ["invalid base64"],
        "date" => SchemaFormats.Accepts("date", text) == true ? [] : ["invalid date"],
        _ => SchemaFormats.Accepts("datetime", text) == true ? [] : ["invalid datetime"],
    };

    /// <summary>A prefix may end with a dash: a generated suffix follows.</summary>
    private static string Masked(string text) => text.Length > 1 && text.EndsWith('-') ? text[..^2] + "a" : text;

    private static List<string> Dns(string text, int max, string pattern, string detail)
    {
        var faults = new List<string>();
        if (text.Length > max)
        {
            faults.Add($"must be no more than {max} bytes");
        }

        if (!Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking))
        {
            faults.Add(detail);
        }

        return faults;
    }
}
