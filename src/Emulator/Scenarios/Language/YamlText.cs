using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>YAML documents with their places, read whole and bounded: what scenarios and manifests are loaded from.</summary>
internal static class YamlText
{
    /// <summary>Largest file read, in bytes.</summary>
    public const int FileBytesMax = 8 * 1024 * 1024;

    private const int DepthMax = 64;
    private const int NodesMax = 500_000;

    /// <summary>All documents of a text; empty ones are left out.</summary>
    /// <exception cref="ScenarioError">The text is not YAML, or beyond the bounds.</exception>
    public static IReadOnlyList<YamlNode> Read(string text, string file)
    {
        CheckShape(text, file);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(d => d.RootNode)
            .Where(n => n is not YamlScalarNode { Value: null or "" })
            .ToList();
    }

    /// <summary>The same value as JSON, by YAML 1.2's core schema with quoted scalars kept as text.</summary>
    public static JsonNode? ToJson(YamlNode node, string file)
    {
        var nodes = 0;
        return Convert(node, file, 0, ref nodes);
    }

    public static Location At(YamlNode node, string file)
    {
        var start = Variables.Original(node).Start;
        return new Location(file, (int)start.Line, (int)start.Column);
    }

    /// <summary>One pass over the parser's events first: nesting is bounded before anything recurses over it.</summary>
    private static void CheckShape(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        try
        {
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > DepthMax + 2)
                {
                    throw new ScenarioError(Place(parser.Current.Start, file), $"nested deeper than {DepthMax} levels");
                }
            }
        }
        catch (YamlException e)
        {
            throw new ScenarioError(TabIn(text, file, e.Message) ?? Place(e.Start, file), $"this is not valid YAML: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or InvalidCastException)
        {
            // The library's scanner gives up on some broken texts without saying where: the last event is the nearest place.
            throw new ScenarioError(Place(parser.Current?.End ?? Mark.Empty, file), "this is not valid YAML after this point");
        }
    }

    /// <summary>The library tells of a tab where the mapping begins; people look for the tab.</summary>
    private static Location? TabIn(string text, string file, string problem)
    {
        var line = 0;
        foreach (var row in problem.Contains("tab as indentation", StringComparison.Ordinal) ? text.Split('\n') : [])
        {
            line++;
            var first = row.IndexOf('\t', StringComparison.Ordinal);
            if (first >= 0 && row[..first].Trim(' ').Length == 0)
            {
                return new Location(file, line, first + 1);
            }
        }

        return null;
    }

    private static Location Place(Mark mark, string file) => new(file, (int)mark.Line, (int)mark.Column);

    private static JsonNode? Convert(YamlNode node, string file, int depth, ref int nodes)
    {
        if (depth > DepthMax || ++nodes > NodesMax)
        {
            throw new ScenarioError(At(node, file), depth > DepthMax
                ? $"nested deeper than {DepthMax} levels"
                : $"more than {NodesMax} values once aliases are expanded");
        }

        switch (node)
        {
            case YamlMappingNode map:
                var obj = new JsonObject();
                foreach (var (key, value) in map.Children)
                {
                    var name = (key as YamlScalarNode)?.Value
                        ?? throw new ScenarioError(At(key, file), "a key must be a plain text");
                    if (obj.ContainsKey(name))
                    {
                        throw new ScenarioError(At(key, file), $"the key '{name}' stands twice in this mapping");
                    }

                    obj[name] = Convert(value, file, depth + 1, ref nodes);
                }

                return obj;
            case YamlSequenceNode list:
                var array = new JsonArray();
                foreach (var item in list.Children)
                {
                    array.Add(Convert(item, file, depth + 1, ref nodes));
                }

                return array;
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    private static JsonValue? Scalar(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        if (node.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || node.Tag == "tag:yaml.org,2002:str")
        {
            return JsonValue.Create(text);
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && (text.TrimStart('-', '+').Length == 1 || text.TrimStart('-', '+')[0] != '0'))
        {
            return JsonValue.Create(whole);
        }

        return char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && text.Any(c => c is '.' or 'e' or 'E')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? JsonValue.Create(real)
            : JsonValue.Create(text);
    }
}
