using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// Makes the object of a generic target from the values fetched (eso.md §2.9). Other than in ESO, what a ConfigMap's or
/// Secret's template gives is put in place as it is, not rendered a second time.
/// </summary>
internal sealed class ManifestDraft(TemplateTexts texts, TemplateSources sources)
{
    /// <param name="es">What is asked for.</param>
    /// <param name="type">The target's resource.</param>
    /// <param name="live">The object to start from; null: from nothing.</param>
    /// <param name="values">What the providers gave.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<JsonObject> BuildAsync(
        ExternalSecret es,
        ResourceType type,
        JsonObject? live,
        IReadOnlyDictionary<string, SecretBytes> values,
        CancellationToken cancel)
    {
        var draft = live?.Copy() ?? Empty(es, type);
        var from = es.Template is { } template ? template.Object("metadata") : es.Object.Metadata();
        var metadata = draft.Ensure("metadata");
        foreach (var map in new[] { "labels", "annotations" })
        {
            foreach (var (key, value) in from.TextMap(map))
            {
                metadata.Ensure(map)[key] = value;
            }
        }

        if (es.Template is null) PutPlainly(draft, type, values);
        else await RenderAsync(es, draft, values, cancel);

        var createdBy = metadata.Object("labels").TextOrNull(Names.CreatedByLabel);
        Ownership.Apply(es, draft);
        // The label finds orphaned Secrets; ESO does not put it on anything else.
        if (createdBy is null) metadata.Ensure("labels").Remove(Names.CreatedByLabel);
        metadata.Ensure("annotations")[Names.DataHashAnnotation] = HashOf(draft)
            ?? throw new TemplateStepException(
                $"failed to hash target \"{es.TargetName}\" content: "
                + "generic target content does not have a spec or data field for content hashing");
        return draft;
    }

    /// <summary>The hash of spec, else of data; null when there is neither.</summary>
    public static string? HashOf(JsonObject o) =>
        (o["spec"] ?? o["data"]) is { } content ? ObjectHash.OfJson(content) : null;

    /// <summary>Whether the live object is what we wrote.</summary>
    public static bool IsIntact(JsonObject? live) =>
        live?.Label(Names.ManagedLabel) == Names.ManagedValue
        && HashOf(live) is { } hash && live.Annotation(Names.DataHashAnnotation) == hash;

    /// <summary>Whether everything in one value is in the other too.</summary>
    public static bool IsCovered(JsonNode? wanted, JsonNode? live) => (wanted, live) switch
    {
        (JsonObject w, JsonObject l) => w.All(m => l.ContainsKey(m.Key) && IsCovered(m.Value, l[m.Key])),
        (JsonArray w, JsonArray l) => w.Count == l.Count && w.Zip(l).All(p => IsCovered(p.First, p.Second)),
        _ => JsonNode.DeepEquals(wanted, live),
    };

    private static JsonObject Empty(ExternalSecret es, ResourceType type)
    {
        var draft = KubeObject.New(type, es.Namespace, es.TargetName);
        draft[type.Kind is "ConfigMap" or "Secret" ? "data" : "spec"] = new JsonObject();
        return draft;
    }

    private static void PutPlainly(JsonObject draft, ResourceType type, IReadOnlyDictionary<string, SecretBytes> values)
    {
        var data = new JsonObject();
        foreach (var (key, value) in values)
        {
            data[key] = value.RevealText();
        }

        if (type.Kind == "ConfigMap") draft["data"] = data;
        else draft.Ensure("spec")["data"] = data;
    }

    private async Task RenderAsync(
        ExternalSecret es, JsonObject draft, IReadOnlyDictionary<string, SecretBytes> values, CancellationToken cancel)
    {
        foreach (var from in es.Template.Objects("templateFrom"))
        {
            var doing = from.TextOrNull("literal") is not null ? "failed to execute literal template"
                : from.Object("configMap") is not null ? "failed to merge configmap template"
                : "failed to merge secret template";
            try
            {
                foreach (var text in await sources.ReadAsync(es.Namespace, from, cancel))
                {
                    Put(draft, text, from.Text("target"), from.Text("valuesDecodingStrategy"), values);
                }
            }
            catch (Exception e) when (e is TemplateStepException or ValueException or KubeException)
            {
                throw new TemplateStepException($"{doing}: {e.Message}", e);
            }
        }

        try
        {
            foreach (var (key, text) in es.Template.TextMap("data"))
            {
                Put(draft, new TemplateText(key, text, false), "Data", "", values);
            }
        }
        catch (Exception e) when (e is TemplateStepException or ValueException)
        {
            throw new TemplateStepException($"failed to execute template.data: {e.Message}", e);
        }
    }

    private void Put(
        JsonObject draft,
        TemplateText text,
        string target,
        string decoding,
        IReadOnlyDictionary<string, SecretBytes> values)
    {
        var rendered = texts.Execute(text, values);
        var map = target.ToLowerInvariant() switch
        {
            "" or "data" => draft.Ensure("data"),
            "labels" => draft.Ensure("metadata").Ensure("labels"),
            "annotations" => draft.Ensure("metadata").Ensure("annotations"),
            "spec" when !text.KeysAndValues => draft.Ensure("spec"),
            _ => null,
        };
        if (map is null)
        {
            var path = TargetPath.Parse(target);
            if (text.KeysAndValues) path.Merge(draft, TemplateRenderer.ReadAny(rendered));
            else path.SetText(draft, Decode(decoding, rendered));
            return;
        }

        var members = text.KeysAndValues ? TemplateRenderer.ReadMap(rendered) : [KeyValuePair.Create(text.Name, rendered)];
        foreach (var (key, value) in members)
        {
            map[key] = Encoding.UTF8.GetString(Decode(decoding, value));
        }
    }

    private static byte[] Decode(string strategy, byte[] value) =>
        Decoding.Decode(strategy, new SecretBytes(value)).Reveal().ToArray();
}
