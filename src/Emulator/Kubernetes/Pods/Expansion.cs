using System.Text;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The kubelet's <c>$(NAME)</c>: known names are replaced, others stay, <c>$$</c> is a dollar sign.</summary>
internal static class Expansion
{
    public static string Expand(string text, Func<string, string?> valueOf)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var end = text[i + 1] == '(' ? text.IndexOf(')', i + 2) : -1;
            if (end > 0)
            {
                var name = text[(i + 2)..end];
                result.Append(valueOf(name) ?? $"$({name})");
                i = end;
            }
            else if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.ToString();
    }
}
