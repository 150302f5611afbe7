using System.Globalization;

namespace Eso.Benchmarks;

/// <summary><c>--name value</c> and <c>--flag</c>.</summary>
internal static class Arguments
{
    public static int Number(this string[] args, string name, int otherwise) =>
        args.Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public static string? Text(this string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
