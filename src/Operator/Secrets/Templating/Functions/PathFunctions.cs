using System.Text;
using Eso.Operator.Secrets.Templating.Execution;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: slash-separated paths; on Linux the os… functions are the same.</summary>
[TemplateFunctions]
internal static class PathFunctions
{
    [GoName("base"), GoName("osBase")]
    public static string Base(string path)
    {
        if (path.Length == 0) return ".";
        path = path.TrimEnd('/');
        return path.Length == 0 ? "/" : path[(path.LastIndexOf('/') + 1)..];
    }

    [GoName("dir"), GoName("osDir")]
    public static string Dir(string path) => Clean(path[..(path.LastIndexOf('/') + 1)]);

    [GoName("ext"), GoName("osExt")]
    public static string Ext(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }

    [GoName("isAbs"), GoName("osIsAbs")]
    public static bool IsAbs(string path) => path.StartsWith('/');

    /// <summary>The shortest equivalent path, by words alone.</summary>
    [GoName("clean"), GoName("osClean")]
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (!rooted) parts.Add(part);
        }
        var clean = new StringBuilder(rooted ? "/" : "").AppendJoin('/', parts).ToString();
        return clean.Length == 0 ? "." : clean;
    }
}
