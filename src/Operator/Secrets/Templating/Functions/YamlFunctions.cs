using Eso.Operator.Secrets.Templating.Documents;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>ESO's YAML functions: errors give an empty text, or stand under the key Error.</summary>
[TemplateFunctions]
internal static class YamlFunctions
{
    public static string ToYaml(object? value)
    {
        try
        {
            var plain = GoJsonReader.Read(GoJsonWriter.Write(value), out _);
            return YamlWriter.Write(plain).TrimEndOnce('\n');
        }
        catch (GoErrorException)
        {
            return "";
        }
    }

    private static string TrimEndOnce(this string text, char end) => text.EndsWith(end) ? text[..^1] : text;

    public static GoMap FromYaml(string text)
    {
        try
        {
            return YamlReader.Read(text) switch
            {
                GoMap map => map,
                null => GoMap.New(),
                var other => throw new GoErrorException(Unmarshal.Mismatch(other, GoType.InterfaceMap)),
            };
        }
        catch (GoErrorException failed)
        {
            var map = GoMap.New();
            map.Entries["Error"] = failed.Message;
            return map;
        }
    }
}
