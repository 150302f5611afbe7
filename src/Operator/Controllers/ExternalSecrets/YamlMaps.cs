using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Rendered text as a YAML map of texts (templateAs KeysAndValues).</summary>
internal static class YamlMaps
{
    public static IEnumerable<KeyValuePair<string, byte[]>> Read(string name, byte[] rendered)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StringReader(Encoding.UTF8.GetString(rendered));
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new TemplateStepException(
                $"could not unmarshal template to 'map[string][]byte': template {name}, line {e.Start.Line}", e);
        }

        if (yaml.Documents.Count == 0)
        {
            return [];
        }

        return yaml.Documents[0].RootNode is YamlMappingNode map
            ? map.Children.Select(c => KeyValuePair.Create(Text(name, c.Key), Encoding.UTF8.GetBytes(Text(name, c.Value))))
            : throw new TemplateStepException($"could not unmarshal template to 'map[string][]byte': template {name} is no map");
    }

    private static string Text(string name, YamlNode node) => node is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw new TemplateStepException(
            $"could not unmarshal template to 'map[string][]byte': template {name} holds a value that is no text");
}
