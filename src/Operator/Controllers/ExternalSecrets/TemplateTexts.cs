using Eso.Operator.Hosting;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Renders single templates and puts what they give into a sink. Parsed templates are kept: many objects share them.</summary>
internal sealed class TemplateTexts
{
    private const int ParsedMax = 1024;
    private const int KeysShownMax = 20;
    private readonly TemplateEnvironment environment;
    private readonly TemplateDelimiters delimiters;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Name, string Text), GoTemplate> parsed = new();

    public TemplateTexts(OperatorContext context)
    {
        environment = EnvironmentOf(context);
        delimiters = new TemplateDelimiters(context.Options.TemplateLeftDelimiter, context.Options.TemplateRightDelimiter);
    }

    /// <summary>A world's clock and chance, as templates see them.</summary>
    public static TemplateEnvironment EnvironmentOf(OperatorContext context) => new()
    {
        Clock = context.Clock,
        Random = context.Entropy,
    };

    public void Render(
        TemplateText text,
        string target,
        string decoding,
        TemplateSink sink,
        IReadOnlyDictionary<string, SecretBytes> values)
    {
        var rendered = Execute(text, values);
        if (!text.KeysAndValues)
        {
            sink.PutTarget(target, text.Name, Decode(decoding, text.Name, rendered));
            return;
        }

        foreach (var (key, value) in YamlMaps.Read(text.Name, rendered))
        {
            sink.PutTarget(target, key, Decode(decoding, key, value));
        }
    }

    /// <summary>The text a template gives.</summary>
    public byte[] Execute(TemplateText text, IReadOnlyDictionary<string, SecretBytes> values)
    {
        var problem = $"unable to execute template at key {text.Name}";
        GoTemplate template;
        try
        {
            template = Parse(text);
        }
        catch (TemplateException e)
        {
            throw new TemplateStepException($"{problem}: unable to parse template at key {text.Name}: {e.Message}", e);
        }

        try
        {
            return template.Execute(values, environment);
        }
        catch (TemplateException e)
        {
            // ESO names the template twice, but not the keys there are; those help, and none is a value.
            throw new TemplateStepException($"{problem}: {problem}: {e.Message}{Keys(e, values)}", e);
        }
    }

    private static string Keys(TemplateException e, IReadOnlyDictionary<string, SecretBytes> values)
    {
        if (e.MissingKey is null)
        {
            return "";
        }

        var keys = values.Keys.Order(GoOrder.Instance).Take(KeysShownMax).ToList();
        var more = values.Count > keys.Count ? ", …" : "";
        return $" (there are: {string.Join(", ", keys)}{more})";
    }

    private static byte[] Decode(string strategy, string key, byte[] value)
    {
        try
        {
            return Decoding.Decode(strategy, new SecretBytes(value)).Reveal().ToArray();
        }
        catch (ValueException e)
        {
            throw new TemplateStepException($"failed to decode rendered template value for key {key}: {e.Message}", e);
        }
    }

    private GoTemplate Parse(TemplateText text)
    {
        if (parsed.TryGetValue((text.Name, text.Text), out var known))
        {
            return known;
        }

        if (parsed.Count >= ParsedMax)
        {
            parsed.Clear();
        }

        return parsed[(text.Name, text.Text)] = GoTemplate.Parse(text.Name, text.Text, delimiters);
    }
}
