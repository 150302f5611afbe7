using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Percent escapes of Go's net/url.</summary>
internal static class GoUrl
{
    internal static string QueryEscape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~') escaped.Append(c);
            else if (c == ' ') escaped.Append('+');
            else escaped.Append('%').Append(((int)c).ToString("X2"));
        }
        return escaped.ToString();
    }
}
