using System.Runtime.CompilerServices;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary><c>${name}</c> in a step's texts; <c>$${</c> stands for a plain <c>${</c>.</summary>
internal static class Variables
{
    /// <summary>Stands for a value that is not known before the run.</summary>
    public const string Unknown = "\u0001";

    // A filled-in copy is complained about at its original's place.
    private static readonly ConditionalWeakTable<YamlNode, YamlNode> Originals = [];

    /// <summary>The node a copy was made from; the node itself otherwise.</summary>
    public static YamlNode Original(YamlNode node) => Originals.TryGetValue(node, out var original) ? original : node;

    /// <summary>Notes what a node was made from.</summary>
    public static void Remember(YamlNode copy, YamlNode original) => Originals.AddOrUpdate(copy, Original(original));

    /// <summary>A copy of a node with every text filled in.</summary>
    public static YamlNode Fill(YamlNode node, string file, Func<string, Location, string> substitute)
    {
        var filled = Copy(node, file, substitute);
        if (!ReferenceEquals(filled, node))
        {
            Remember(filled, node);
        }

        return filled;
    }

    private static YamlNode Copy(YamlNode node, string file, Func<string, Location, string> substitute)
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
