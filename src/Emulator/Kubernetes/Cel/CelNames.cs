using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Property names as identifiers: <c>a-b</c> is written <c>a__dash__b</c>, <c>if</c> is written <c>__if__</c>.</summary>
internal static partial class CelNames
{
    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ];

    /// <summary>Identifiers CEL keeps for itself; a variable may not have such a name.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>The property an identifier stands for.</summary>
    public static string Unescape(string name)
    {
        if (Reserved.Contains(name) && name != "namespace")
        {
            // Since 1.35 a reserved word may follow a dot as it is.
            return name;
        }

        if (name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal)
            && Reserved.Contains(name[2..^2]))
        {
            return name[2..^2];
        }

        return name.Contains("__", StringComparison.Ordinal)
            ? Escape().Replace(name, m => m.Groups[1].Value switch { "dot" => ".", "dash" => "-", "slash" => "/", _ => "__" })
            : name;
    }

    /// <summary>A dotted name; null for any other expression.</summary>
    public static string? Qualified(CelExpr expr) => expr switch
    {
        CelIdent ident => ident.Name,
        CelSelect { Test: false, Optional: false } select =>
            Qualified(select.Operand) is { } prefix ? $"{prefix}.{select.Field}" : null,
        _ => null,
    };

    [GeneratedRegex("__(underscores|dot|dash|slash)__")]
    private static partial Regex Escape();
}
