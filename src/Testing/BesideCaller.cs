namespace Eso.Testing;

/// <summary>Files that stand beside a test's source.</summary>
internal static class BesideCaller
{
    public static string Find(string path, string callerFile)
    {
        if (Path.IsPathRooted(path) || Path.GetDirectoryName(callerFile) is not { Length: > 0 } folder)
        {
            return path;
        }

        var beside = Path.Combine(folder, path);
        return Path.Exists(beside) ? beside : path;
    }
}
