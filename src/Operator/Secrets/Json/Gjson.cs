using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>
/// The path language of tidwall/gjson 1.18, which <c>remoteRef.property</c> is written in: dots, indices, wildcards,
/// <c>#</c>, queries, pipes, modifiers, multipaths, literals, JSON lines. It never fails, whatever the JSON or path;
/// on broken JSON it finds what gjson finds. Not emulated: result indexes and paths, custom modifiers.
/// </summary>
internal static class Gjson
{
    // Work grows with the square of a path's length; nobody writes one this long by hand.
    private const int PathMax = 32 * 1024;

    /// <summary>Finds <paramref name="path"/> in <paramref name="json"/>.</summary>
    public static GjsonResult Get(string json, string path) =>
        Find(ByteText.FromText(json), ByteText.FromText(path));

    /// <summary>The same over bytes, which need not be UTF-8.</summary>
    public static GjsonResult Get(ReadOnlySpan<byte> json, string path) =>
        Find(ByteText.FromBytes(json), ByteText.FromText(path));

    /// <summary>
    /// Whether the text is one JSON value, by gjson's rules (which are RFC 8259's but for control characters).
    /// </summary>
    public static bool Valid(ReadOnlySpan<byte> json) => GjsonValid.IsValid(ByteText.FromBytes(json));

    /// <summary>Finds in byte texts.</summary>
    internal static GjsonResult Find(string json, string path)
    {
        if (path.Length > PathMax)
        {
            return GjsonResult.None;
        }

        // Paths nest without limit (pipes, multipaths, queries): out of stack means nothing found, not a dead process.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return GjsonResult.None;
        }

        if (path.Length > 1)
        {
            if (path[0] is '@' or '!'
                && (path[0] == '@' ? GjsonModifiers.TryRun(json, path) : TryLiteral(path)) is { } step)
            {
                return step.Remainder.Length > 0 && step.Remainder[0] is '|' or '.'
                    ? Find(step.Json, step.Remainder[1..])
                    : GjsonScan.Parse(step.Json);
            }

            if (path[0] is '[' or '{' && TrySelectors(path, out var selectors, out var rest))
            {
                if (rest.Length == 0 || rest[0] is '|' or '.')
                {
                    var built = new GjsonResult(GjsonType.Json, Build(json, path[0], selectors));
                    return rest.Length == 0 ? built : Find(built.RawBytes, rest[1..]);
                }

                // gjson goes on with what follows the brackets, as if they had not been there.
                path = rest;
            }
            else if (path[0] is '[' or '{')
            {
                path = "";
            }
        }

        return new GjsonSearch(json).Run(path);
    }

    // !literal: JSON as it stands, or one of five words up to the next dot or pipe.
    private static (string Json, string Remainder)? TryLiteral(string path)
    {
        var name = path[1..];
        if (name[0] is '{' or '[' or '"' or '+' or '-' or (>= '0' and <= '9'))
        {
            var (_, raw) = GjsonScan.Squash(name, 0);
            return (raw, name[raw.Length..]);
        }

        var end = name.AsSpan().IndexOfAny('|', '.');
        var rest = end < 0 ? "" : name[end..];
        name = end < 0 ? name : name[..end];
        return name.ToLowerInvariant() is "true" or "false" or "null" or "nan" or "inf" ? (name, rest) : null;
    }

    private static string Build(string json, char kind, List<(string Name, string Path)> selectors)
    {
        var built = new StringBuilder().Append(kind);
        foreach (var (name, path) in selectors)
        {
            var found = Find(json, path);
            if (!found.Exists)
            {
                continue;
            }

            if (built.Length > 1)
            {
                built.Append(',');
            }

            if (kind == '{')
            {
                AppendName(built, name, path);
                built.Append(':');
            }

            var raw = found.RawBytes.Length > 0 ? found.RawBytes : found.TextBytes;
            built.Append(raw.Length > 0 ? raw : "null");
        }

        return built.Append(kind == '{' ? '}' : ']').ToString();
    }

    private static void AppendName(StringBuilder built, string name, string path)
    {
        if (name.Length > 0)
        {
            if (name[0] == '"' && GjsonValid.IsValid(name))
            {
                built.Append(name);
            }
            else
            {
                GjsonString.AppendQuoted(built, name);
            }

            return;
        }

        var last = LastName(path);
        GjsonString.AppendQuoted(built, IsSimple(last) ? last : "_");
    }

    private static string LastName(string path)
    {
        for (var i = path.Length - 1; i >= 0; i--)
        {
            if (path[i] is '|' or '.' && (i == 0 || path[i - 1] != '\\'))
            {
                return path[(i + 1)..];
            }
        }

        return path;
    }

    private static bool IsSimple(string name)
    {
        foreach (var c in name)
        {
            if (c < ' ' || c is '[' or ']' or '{' or '}' or '(' or ')' or '#' or '|' or '!')
            {
                return false;
            }
        }

        return true;
    }

    // Splits "{name:path,path}rest"; false when the brackets do not close.
    private static bool TrySelectors(string path, out List<(string Name, string Path)> selectors, out string rest)
    {
        selectors = [];
        rest = "";
        int depth = 1, colon = 0, start = 1;
        var modifier = false;
        for (var i = 1; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\':
                    i++;
                    break;
                case '@' when path[i - 1] is '.' or '|':
                    // From here a colon belongs to the modifier's argument.
                    modifier = true;
                    break;
                case ':' when !modifier && colon == 0 && depth == 1:
                    colon = i;
                    break;
                case ',' when depth == 1:
                    Push(i, selectors);
                    break;
                case '"':
                    i = GjsonScan.SkipQuoted(path, i);
                    break;
                case '[' or '(' or '{':
                    depth++;
                    break;
                case ']' or ')' or '}':
                    if (--depth == 0)
                    {
                        Push(i, selectors);
                        rest = path[(i + 1)..];
                        return true;
                    }

                    break;
            }
        }

        return false;

        void Push(int end, List<(string, string)> into)
        {
            into.Add(colon == 0 ? ("", path[start..end]) : (path[start..colon], path[(colon + 1)..end]));
            colon = 0;
            modifier = false;
            start = end + 1;
        }
    }
}
