using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// What a conversion webhook answered, checked as apiextensions-apiserver checks it: the review first, then the object,
/// of whose metadata only labels and annotations are taken.
/// </summary>
internal sealed class ConversionAnswer(JsonObject asked, string desired, string reviewVersion)
{
    private const string Group = "apiextensions.k8s.io";

    /// <summary>The object asked about, for messages.</summary>
    public string What { get; } = $"{ObjectFields.Text(asked, "apiVersion")}, Kind={ObjectFields.Text(asked, "kind")}";

    /// <exception cref="KubeException">500: the answer says no, or is none.</exception>
    public JsonObject Read(JsonObject review, string uid)
    {
        var items = Objects(review, uid);
        if (items.Count != 1)
        {
            throw KubeErrors.Unknown($"conversion webhook for {What} returned {items.Count} objects, expected 1");
        }

        var converted = items[0] as JsonObject;
        var (apiVersion, kind) = (ObjectFields.Text(converted, "apiVersion"), ObjectFields.Text(converted, "kind"));
        if (converted is null || kind.Length == 0)
        {
            throw KubeErrors.Unknown($"Object 'Kind' is missing in '{items[0]?.ToJsonString() ?? "null"}'");
        }

        if (apiVersion != desired)
        {
            throw Bad($"object at index 0: invalid groupVersion (expected {desired}, received {apiVersion})");
        }

        if (kind != ObjectFields.Text(asked, "kind"))
        {
            throw Bad($"object at index 0: invalid kind (expected {ObjectFields.Text(asked, "kind")}, received {kind})");
        }

        var result = converted.DeepClone().AsObject();
        Same(result, "name", "name");
        Same(result, "namespace", "namespace");
        Same(result, "uid", "UID");
        RestoreMetadata(result);
        return result;
    }

    private JsonArray Objects(JsonObject review, string uid)
    {
        var (version, kind) = (ObjectFields.Text(review, "apiVersion"), ObjectFields.Text(review, "kind"));
        var wanted = $"{Group}/{reviewVersion}";
        var known = version is $"{Group}/v1" or $"{Group}/v1beta1";
        if ((version.Length > 0 || kind.Length > 0) && (!known || kind != "ConversionReview"))
        {
            throw Failed(NotRegistered(version, kind));
        }

        if (known && version != wanted)
        {
            var other = version[(Group.Length + 1)..];
            throw Failed($"converting ({other}.ConversionReview) to ({reviewVersion}.ConversionReview): unknown conversion");
        }

        // v1beta1 never looked at the answer's kind or uid.
        if (reviewVersion == "v1" && version.Length == 0)
        {
            throw Failed($"expected webhook response of {wanted}, Kind=ConversionReview, got /, Kind=");
        }

        var response = review["response"] as JsonObject ?? throw Failed("no response provided");
        if (reviewVersion == "v1" && ObjectFields.Text(response, "uid") is var said && said != uid)
        {
            throw Failed($"expected response.uid=\"{uid}\", got {FieldError.Quote(said)}");
        }

        var result = response["result"] as JsonObject;
        if (ObjectFields.Text(result, "status") is var status && status != "Success")
        {
            throw Failed(ObjectFields.Text(result, "message") is { Length: > 0 } message
                ? message
                : $"response.result.status was '{status}', not 'Success'");
        }

        return response["convertedObjects"] as JsonArray ?? [];
    }

    private static string NotRegistered(string version, string kind) =>
        $"no kind \"{kind}\" is registered for version \"{version}\" in scheme \"k8s.io/apiserver/pkg/util/webhook/client.go:71\"";

    private void Same(JsonObject converted, string field, string shown)
    {
        var (before, after) = (Text(asked, field), Text(converted, field));
        if (before != after)
        {
            throw Bad($"object: must have the same {shown}: {before} != {after}");
        }

        static string Text(JsonObject obj, string field) => ObjectFields.Text(obj["metadata"] as JsonObject, field);
    }

    /// <summary>Everything but labels and annotations is the original's.</summary>
    private void RestoreMetadata(JsonObject converted)
    {
        if (!converted.TryGetPropertyValue("metadata", out var given))
        {
            throw Bad("metadata: missing metadata in converted object");
        }

        if (given is not JsonObject answered)
        {
            throw Bad($"metadata: invalid metadata of type {GoText.TypeName(given)} in converted object");
        }

        var metadata = asked["metadata"]?.DeepClone() as JsonObject ?? [];
        foreach (var field in (string[])["labels", "annotations"])
        {
            if (answered[field] is not { } value)
            {
                metadata.Remove(field);
                continue;
            }

            var map = value as JsonObject
                ?? throw Bad($"metadata: invalid metadata.{field} of type {GoText.TypeName(value)} in converted object");
            CheckTexts(map, field);
            if (!JsonNode.DeepEquals(map, metadata[field]))
            {
                CheckNames(map, field);
            }

            metadata[field] = map.DeepClone();
        }

        converted["metadata"] = metadata;
    }

    private void CheckTexts(JsonObject map, string field)
    {
        foreach (var (key, value) in map)
        {
            if (GoText.TypeName(value) is var type && type != "string")
            {
                throw Bad($"metadata: metadata.{field}[{key}] must be a string, but is {type} in converted object");
            }
        }
    }

    private void CheckNames(JsonObject map, string field)
    {
        var errors = new List<FieldError>();
        if (field == "labels")
        {
            ObjectMeta.Labels(map, "metadata.labels", errors);
        }
        else
        {
            // The real path lacks the last letter.
            ObjectMeta.Annotations(map, "metadata.annotation", errors);
        }

        var texts = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        if (texts.Count > 0)
        {
            throw Bad("metadata: " + (texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]"));
        }
    }

    private KubeException Bad(string what) => KubeErrors.Unknown($"conversion webhook for {What} returned invalid {what}");

    private KubeException Failed(string why) => KubeErrors.Unknown($"conversion webhook for {What} failed: {why}");
}
