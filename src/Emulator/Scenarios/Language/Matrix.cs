using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>
/// One scenario written for several cases: a list of mappings (one case each), or a mapping of lists (every combination).
/// </summary>
internal static class Matrix
{
    private const int CasesMax = 500;

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(YamlNode node, string file)
    {
        var cases = node switch
        {
            YamlSequenceNode { Children.Count: > 0 } list => list.Children.Select(c => Case(c, file)).ToList(),
            YamlMappingNode { Children.Count: > 0 } map => Combinations(map, file),
            _ => throw Expected(node, file),
        };
        return cases.Count <= CasesMax
            ? cases
            : throw new ScenarioError(YamlText.At(node, file), $"a matrix of {cases.Count} cases; at most {CasesMax}");
    }

    private static IReadOnlyDictionary<string, string> Case(YamlNode node, string file) =>
        (node as YamlMappingNode ?? throw Expected(node, file)).Children
            .ToDictionary(p => Text(p.Key, file), p => Text(p.Value, file), StringComparer.Ordinal);

    private static List<IReadOnlyDictionary<string, string>> Combinations(YamlMappingNode map, string file)
    {
        List<IReadOnlyDictionary<string, string>> made = [new Dictionary<string, string>()];
        foreach (var (key, values) in map.Children)
        {
            var name = Text(key, file);
            var list = values as YamlSequenceNode ?? throw Expected(values, file);
            if ((long)made.Count * list.Children.Count > CasesMax)
            {
                throw new ScenarioError(YamlText.At(map, file), $"a matrix of more than {CasesMax} cases");
            }

            made = made.SelectMany(m => list.Children.Select(v =>
                (IReadOnlyDictionary<string, string>)new Dictionary<string, string>(m, StringComparer.Ordinal) { [name] = Text(v, file) })).ToList();
        }

        return made;
    }

    private static string Text(YamlNode node, string file) => (node as YamlScalarNode)?.Value ?? throw Expected(node, file);

    private static ScenarioError Expected(YamlNode node, string file) => new(YamlText.At(node, file),
        "'matrix' must be a list of mappings (a case each) or a mapping of lists (every combination), of texts");
}
