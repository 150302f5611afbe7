using YamlDotNet.Core;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>libyaml's error texts, as go-yaml prints them, for what YamlDotNet says. Both descend from the same parser.</summary>
internal static class YamlErrors
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["found invalid mapping"] = "mapping values are not allowed in this context",
    };

    internal static string Describe(YamlException failed)
    {
        var message = failed.Message;
        // "While parsing a …, <problem>."
        var comma = message.StartsWith("While ", StringComparison.Ordinal) ? message.IndexOf(", ", StringComparison.Ordinal) : -1;
        var problem = (comma < 0 ? message : message[(comma + 2)..]).Trim().TrimEnd('.');
        if (problem.Length > 0) problem = char.ToLowerInvariant(problem[0]) + problem[1..];
        problem = Renamed.GetValueOrDefault(problem, problem);
        var scanner = failed is SyntaxErrorException or SemanticErrorException;
        var line = failed.Start.Line - (scanner ? 0 : 1);
        var where = line > 1 ? $"line {line}: " : "";
        return $"error converting YAML to JSON: yaml: {where}{problem}";
    }
}
