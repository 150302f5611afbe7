using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>Writes strings and string maps as Go's encoding/json does.</summary>
internal static class GoJsonText
{
    /// <summary>A compact object with sorted keys.</summary>
    public static string Object(IEnumerable<KeyValuePair<string, string>> members, bool escapeHtml)
    {
        var text = new StringBuilder("{");
        foreach (var (key, value) in members.OrderBy(static m => m.Key, GoOrder.Instance))
        {
            text.Append(text.Length > 1 ? "," : "");
            AppendString(text, key, escapeHtml);
            text.Append(':');
            AppendString(text, value, escapeHtml);
        }

        return text.Append('}').ToString();
    }

    public static void AppendString(StringBuilder text, string value, bool escapeHtml)
    {
        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    text.Append('\\').Append((char)rune.Value);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ' or 0x2028 or 0x2029:
                case '<' or '>' or '&' when escapeHtml:
                    text.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(rune);
                    break;
            }
        }

        text.Append('"');
    }
}
