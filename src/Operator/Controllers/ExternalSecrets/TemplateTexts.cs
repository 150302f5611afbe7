using Eso.Operator.Hosting;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Renders single templates and puts what they give into a sink.</summary>
internal sealed class TemplateTexts
{
    private readonly TemplateRenderer renderer;

    public TemplateTexts(OperatorContext context) => renderer = new TemplateRenderer(
        EnvironmentOf(context),
        new TemplateDelimiters(context.Options.TemplateLeftDelimiter, context.Options.TemplateRightDelimiter));

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
        var rendered = Execute(text, values, sink.Vary);
        if (!text.KeysAndValues)
        {
            sink.PutTarget(target, text.Name, Decode(decoding, text.Name, rendered));
            return;
        }

        foreach (var (key, value) in ReadMap(rendered))
        {
            sink.PutTarget(target, key, Decode(decoding, key, value));
        }
    }

    private static IReadOnlyList<KeyValuePair<string, byte[]>> ReadMap(byte[] rendered)
    {
        try
        {
            return TemplateRenderer.ReadMap(rendered);
        }
        catch (ValueException e)
        {
            throw new TemplateStepException(e.Message, e);
        }
    }

    /// <summary>The text a template gives.</summary>
    public byte[] Execute(TemplateText text, IReadOnlyDictionary<string, SecretBytes> values, Action? varied = null)
    {
        try
        {
            return renderer.Render(text.Name, text.Text, values, varied);
        }
        catch (TemplateException e)
        {
            throw new TemplateStepException(e.Message, e);
        }
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
}
