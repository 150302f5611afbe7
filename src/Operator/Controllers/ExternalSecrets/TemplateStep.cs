using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.PushSecrets;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>A template could not be applied. The message is ESO's and holds no value.</summary>
internal sealed class TemplateStepException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Applies <c>target.template</c> to a draft, in ESO's order (eso.md §6.1).</summary>
internal sealed class TemplateStep
{
    private readonly TemplateTexts texts;
    private readonly TemplateSources sources;

    public TemplateStep(OperatorContext context)
    {
        texts = new TemplateTexts(context);
        sources = new TemplateSources(context.Client);
    }

    public async Task ApplyAsync(
        ExternalSecret es,
        JsonObject template,
        JsonObject draft,
        IReadOnlyDictionary<string, SecretBytes> values,
        RenderNotes notes,
        CancellationToken cancel)
    {
        try
        {
            TemplateRules.Check(template);
            var sink = new TemplateSink(draft, notes);
            sink.Overlay(template.Object("metadata"));
            if (template.Text("type") is { Length: > 0 } type)
            {
                draft["type"] = type;
            }

            var alone = template.Objects("templateFrom").Count == 0 && template.Object("data") is null or { Count: 0 };
            if (template.Text("mergePolicy") == "Merge" || alone)
            {
                foreach (var (key, value) in values)
                {
                    sink.PutData(key, value);
                }
            }

            await RenderAsync(es.Namespace, template, sink, values, cancel);
        }
        catch (Exception e) when (e is TemplateStepException or ValueException)
        {
            throw new TemplateStepException($"could not apply template: {e.Message}", e);
        }
    }

    /// <summary>Applies a PushSecret's template: rendered values are laid over the source's (eso.md §4.2).</summary>
    public async Task<SourceSecret> RenderPushAsync(
        PushSecret ps, JsonObject template, SourceSecret source, CancellationToken cancel)
    {
        var draft = new JsonObject { ["metadata"] = new JsonObject() };
        var sink = new TemplateSink(draft, new RenderNotes());
        foreach (var (key, value) in source.Data)
        {
            sink.PutData(key, value);
        }

        foreach (var (key, value) in source.Labels)
        {
            sink.Put("labels", key, value);
        }

        foreach (var (key, value) in source.Annotations)
        {
            sink.Put("annotations", key, value);
        }

        sink.Overlay(template.Object("metadata"));
        await RenderAsync(ps.Namespace, template, sink, source.Data, cancel);
        return new SourceSecret(
            SecretData.Read(draft),
            draft.Metadata().TextMap("labels"),
            draft.Metadata().TextMap("annotations"),
            // Even when the template names none: as in ESO it is the template's type that counts.
            template.Text("type"));
    }

    private async Task RenderAsync(
        string ns,
        JsonObject template,
        TemplateSink sink,
        IReadOnlyDictionary<string, SecretBytes> values,
        CancellationToken cancel)
    {
        foreach (var from in template.Objects("templateFrom"))
        {
            if (from.TextOrNull("literal") is null)
            {
                sink.Vary();
            }

            try
            {
                foreach (var text in await sources.ReadAsync(ns, from, cancel))
                {
                    texts.Render(text, from.Text("target"), from.Text("valuesDecodingStrategy"), sink, values);
                }
            }
            catch (Exception e) when (e is TemplateStepException or KubeException)
            {
                throw new TemplateStepException($"error fetching templateFrom data: {e.Message}", e);
            }
        }

        RenderMap(template.Object("data"), "Data", sink, values);
        RenderMap(template.Object("metadata").Object("labels"), "Labels", sink, values);
        RenderMap(template.Object("metadata").Object("annotations"), "Annotations", sink, values);
    }

    private void RenderMap(
        JsonObject? map, string target, TemplateSink sink, IReadOnlyDictionary<string, SecretBytes> values)
    {
        foreach (var (key, value) in map ?? [])
        {
            if (value is JsonValue v && v.TryGetValue<string>(out var text))
            {
                try
                {
                    texts.Render(new TemplateText(key, text, false), target, "", sink, values);
                }
                catch (TemplateStepException e)
                {
                    throw new TemplateStepException($"could not execute template: {e.Message}", e);
                }
            }
        }
    }
}

/// <summary>Where rendered values go: data as base64, labels and annotations as they are.</summary>
internal sealed class TemplateSink(JsonObject draft, RenderNotes notes)
{
    public void Vary() => notes.Vary();

    public void PutData(string key, SecretBytes value) => draft.Ensure("data")[key] = SecretData.Encode(value);

    public void Put(string map, string key, string value) => draft.Ensure("metadata").Ensure(map)[key] = value;

    /// <summary>Puts a value where a target names: Data, Labels or Annotations, however written.</summary>
    public void PutTarget(string target, string key, byte[] value)
    {
        switch (target.ToLowerInvariant())
        {
            case "" or "data":
                PutData(key, new SecretBytes(value));
                break;
            case "labels":
                Put("labels", key, Encoding.UTF8.GetString(value));
                break;
            case "annotations":
                Put("annotations", key, Encoding.UTF8.GetString(value));
                break;
            default:
                throw new TemplateStepException(
                    $"templateFrom target=\"{target}\" is not allowed when targeting a Secret, "
                    + "must be one of \"Data\", \"Annotations\" or \"Labels\"");
        }
    }

    /// <summary>Lays a template's own labels and annotations over the draft's and adds its finalizers.</summary>
    public void Overlay(JsonObject? metadata)
    {
        foreach (var map in new[] { "labels", "annotations" })
        {
            foreach (var (key, value) in metadata.TextMap(map))
            {
                Put(map, key, value);
            }
        }

        foreach (var finalizer in metadata.Texts("finalizers"))
        {
            var own = draft.Ensure("metadata");
            if (!own.Texts("finalizers").Contains(finalizer))
            {
                if (own["finalizers"] is not JsonArray all)
                {
                    own["finalizers"] = all = [];
                }

                all.Add((JsonNode)finalizer);
            }
        }
    }
}
