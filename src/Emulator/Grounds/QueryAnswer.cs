using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Eso.Emulator.Grounds;

/// <summary>Answers of the query protocol as JSON: lists of <c>member</c> become arrays, leaves texts.</summary>
internal static class QueryAnswer
{
    private const int CharactersMax = 16 * 1024 * 1024;

    /// <summary>The document under its root's name; null when it is not XML.</summary>
    public static JsonObject? Parse(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                MaxCharactersInDocument = CharactersMax,
            });
            var root = XDocument.Load(reader).Root!;
            return new JsonObject { [root.Name.LocalName] = Node(root) };
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static JsonNode? Node(XElement element)
    {
        if (!element.HasElements)
        {
            return JsonValue.Create(element.Value);
        }

        if (element.Elements().All(e => e.Name.LocalName == "member"))
        {
            return new JsonArray([.. element.Elements().Select(Node)]);
        }

        var made = new JsonObject();
        foreach (var child in element.Elements())
        {
            made[child.Name.LocalName] = Node(child);
        }

        return made;
    }
}
