using System.Text;
using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Cli;

/// <summary>The real server's static token file: CSV with token, user name, uid and, quoted, the groups.</summary>
internal static class TokenFileReading
{
    private const int LinesMax = 100_000;

    public static IReadOnlyDictionary<string, StaticToken> Read(string path)
    {
        try
        {
            return Parse(File.ReadLines(path).Take(LinesMax), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageError($"the token file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Messages name the line, never what stands in it: it is a secret.</summary>
    public static IReadOnlyDictionary<string, StaticToken> Parse(IEnumerable<string> lines, string path)
    {
        var tokens = new Dictionary<string, StaticToken>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var fields = Fields(line);
            if (fields.Count < 3)
            {
                throw new UsageError(
                    $"{path} line {number}: a token line must have at least 3 columns (token, user name, user uid), found {fields.Count}");
            }

            if (fields[0].Length > 0)
            {
                string[] groups = fields.Count > 3 && fields[3].Length > 0 ? fields[3].Split(',') : [];
                tokens[fields[0]] = new StaticToken(fields[1], fields[2], groups);
            }
        }

        return tokens;
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"' when quoted && i + 1 < line.Length && line[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                default:
                    field.Append(line[i]);
                    break;
            }
        }

        fields.Add(field.ToString().TrimEnd());
        return fields.Select(f => f.Trim()).ToList();
    }
}
