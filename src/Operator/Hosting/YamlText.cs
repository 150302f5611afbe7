using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Hosting;

/// <summary>Writes JSON objects as plain YAML: block style, keys in their order, every doubtful text quoted.</summary>
internal static class YamlText
{
    public static string Write(JsonObject o)
    {
        var text = new StringBuilder();
        Members(text, o, 0);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject o, int indent)
    {
        foreach (var (key, value) in o)
        {
            text.Append(' ', indent).Append(Scalar(key)).Append(':');
            Value(text, value, indent, inList: false);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent, bool inList)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } o when inList:
                var inner = new StringBuilder();
                Members(inner, o, indent + 2);
                text.Append(' ').Append(inner.ToString().AsSpan(indent + 2));
                break;
            case JsonObject { Count: > 0 } o:
                text.Append('\n');
                Members(text, o, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                {
                    text.Append(' ', indent).Append('-');
                    Value(text, item, indent, inList: true);
                }

                break;
            case JsonValue v when v.TryGetValue<string>(out var s):
                text.Append(' ').Append(Scalar(s)).Append('\n');
                break;
            default:
                text.Append(' ').Append(value?.ToJsonString() ?? "null").Append('\n');
                break;
        }
    }

    private static string Scalar(string text)
    {
        var plain = text.Length is > 0 and < 100
            && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '/' or '_')
            && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n" or "True" or "False"
                or "None");
        return plain ? text : JsonValue.Create(text).ToJsonString(KubeJson.Compact);
    }
}
