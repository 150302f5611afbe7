using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>One template and what it is called in errors; KeysAndValues ones render to a whole YAML map.</summary>
internal sealed record TemplateText(string Name, string Text, bool KeysAndValues);

/// <summary>Reads <c>templateFrom</c>: ConfigMap, Secret, literal, in this order.</summary>
internal sealed class TemplateSources(KubeClient client)
{
    public async Task<IReadOnlyList<TemplateText>> ReadAsync(string ns, JsonObject from, CancellationToken cancel)
    {
        var texts = new List<TemplateText>();
        if (from.Object("configMap") is { } configMap)
        {
            var name = configMap.Text("name");
            var found = await client.GetAsync(CoreTypes.ConfigMap, ns, name, cancel);
            Add(texts, configMap, key => found.Object("data").TextOrNull(key), $"error in configmap {name}");
        }

        if (from.Object("secret") is { } secret)
        {
            var name = secret.Text("name");
            var found = await client.GetAsync(CoreTypes.Secret, ns, name, cancel);
            Add(
                texts,
                secret,
                key => SecretData.Value(found.Object("data"), key) is { } value
                    ? Encoding.UTF8.GetString(value.Reveal().Span)
                    : null,
                $"error in secret {name}");
        }

        if (from.TextOrNull("literal") is { } literal)
        {
            texts.Add(new TemplateText("literal", literal, true));
        }

        return texts;
    }

    private static void Add(List<TemplateText> texts, JsonObject source, Func<string, string?> read, string problem)
    {
        foreach (var item in source.Objects("items"))
        {
            var key = item.Text("key");
            var text = read(key) ?? throw new TemplateStepException($"{problem}: missing key {key}");
            var scope = item.Text("templateAs");
            if (scope is not ("" or "Values" or "KeysAndValues"))
            {
                throw new TemplateStepException($"unknown scope '{scope}': expected 'Values' or 'KeysAndValues'");
            }

            texts.Add(new TemplateText(key, text, scope == "KeysAndValues"));
        }
    }
}
