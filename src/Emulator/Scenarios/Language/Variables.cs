using System.Text;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary><c>${name}</c> in a step's texts; <c>$${</c> stands for a plain <c>${</c>.</summary>
internal static class Variables
{
    /// <summary>A copy of a node with every text filled in.</summary>
    public static YamlNode Fill(YamlNode node, string file, Func<string, Location, string> substitute)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { } text } scalar when text.Contains("${", StringComparison.Ordinal):
                return new YamlScalarNode(Expand(text, name => substitute(name, YamlText.At(scalar, file))))
                {
                    Style = scalar.Style,
                };
            case YamlMappingNode map when map.AllNodes.OfType<YamlScalarNode>().Any(NeedsFilling):
                return new YamlMappingNode(map.Children.Select(p => KeyValuePair.Create(
                    Fill(p.Key, file, substitute), Fill(p.Value, file, substitute))));
            case YamlSequenceNode list when list.AllNodes.OfType<YamlScalarNode>().Any(NeedsFilling):
                return new YamlSequenceNode(list.Children.Select(c => Fill(c, file, substitute)));
            default:
                return node;
        }
    }

    public static string Expand(string text, Func<string, string> value)
    {
        var made = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length)
            {
                made.Append(text[i]);
                continue;
            }

            if (text[i + 1] == '$' && i + 2 < text.Length && text[i + 2] == '{')
            {
                made.Append("${");
                i += 2;
                continue;
            }

            var end = text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                made.Append(text[i]);
                continue;
            }

            made.Append(value(text[(i + 2)..end]));
            i = end;
        }

        return made.ToString();
    }

    private static bool NeedsFilling(YamlScalarNode node) => node.Value?.Contains("${", StringComparison.Ordinal) == true;
}
