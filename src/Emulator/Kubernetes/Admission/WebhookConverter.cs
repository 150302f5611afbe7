using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Converts custom resources by asking their CRD's conversion webhook (ConversionReview v1).</summary>
internal sealed class WebhookConverter(KubeCore core, WebhookClient client, JsonObject crd) : IObjectConverter
{
    private const int TimeoutSeconds = 30;
    private readonly JsonObject conversion = crd["spec"]?["conversion"]?["webhook"]?.DeepClone() as JsonObject ?? [];
    private readonly string crdName = ObjectFields.Name(crd);

    public async ValueTask<IReadOnlyList<JsonObject>> ConvertAsync(
        IReadOnlyList<JsonObject> objects, string desiredApiVersion, CancellationToken cancellationToken)
    {
        var todo = objects.Where(o => ObjectFields.Text(o, "apiVersion") != desiredApiVersion).ToList();
        if (todo.Count == 0)
        {
            return objects;
        }

        var uid = core.Entropy.Uuid();
        var review = new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["request"] = new JsonObject
            {
                ["uid"] = uid,
                ["desiredAPIVersion"] = desiredApiVersion,
                ["objects"] = new JsonArray(todo.Select(o => (JsonNode?)o.DeepClone()).ToArray()),
            },
        };
        var from = ObjectFields.Text(todo[0], "apiVersion");
        var kind = ObjectFields.Text(todo[0], "kind");
        JsonObject answer;
        try
        {
            var config = conversion["clientConfig"] as JsonObject ?? [];
            answer = await client.CallAsync(config, review, TimeoutSeconds, cancellationToken).ConfigureAwait(false);
        }
        catch (WebhookFailure e)
        {
            throw new ObjectConversionException($"conversion webhook for {from}, Kind={kind} failed: {e.Message}");
        }

        return Merge(objects, Read(answer, uid, todo, desiredApiVersion, $"{from}, Kind={kind}"));
    }

    private List<JsonObject> Read(JsonObject answer, string uid, List<JsonObject> todo, string desired, string what)
    {
        var response = answer["response"] as JsonObject;
        if (response is null || ObjectFields.Text(response, "uid") != uid)
        {
            throw Fail(what, "invalid response from webhook: missing or wrong uid");
        }

        var result = response["result"] as JsonObject;
        if (ObjectFields.Text(result, "status") != "Success")
        {
            throw Fail(what, ObjectFields.Text(result, "message") is { Length: > 0 } said ? said : "no reason was given");
        }

        var converted = ObjectFields.Items(response, "convertedObjects").Select(c => c.Item).ToList();
        if (converted.Count != todo.Count)
        {
            throw Fail(what, $"webhook returned {converted.Count} objects, expected {todo.Count}");
        }

        for (var i = 0; i < converted.Count; i++)
        {
            if (ObjectFields.Text(converted[i], "apiVersion") != desired)
            {
                throw Fail(what, $"webhook returned invalid converted object at index {i}: "
                    + $"invalid groupVersion (expected {desired}, received {ObjectFields.Text(converted[i], "apiVersion")})");
            }

            KeepIdentity(converted[i], todo[i]);
        }

        return converted.ConvertAll(c => c.DeepClone().AsObject());
    }

    /// <summary>Of metadata only labels and annotations may change.</summary>
    private static void KeepIdentity(JsonObject converted, JsonObject original)
    {
        var metadata = original["metadata"]?.DeepClone().AsObject() ?? [];
        foreach (var field in (string[])["labels", "annotations"])
        {
            if (converted["metadata"]?[field] is { } value)
            {
                metadata[field] = value.DeepClone();
            }
            else
            {
                metadata.Remove(field);
            }
        }

        converted["metadata"] = metadata;
    }

    private static List<JsonObject> Merge(IReadOnlyList<JsonObject> objects, List<JsonObject> converted)
    {
        var next = 0;
        var desired = ObjectFields.Text(converted[0], "apiVersion");
        return objects.Select(o => ObjectFields.Text(o, "apiVersion") == desired ? o : converted[next++]).ToList();
    }

    private ObjectConversionException Fail(string what, string why)
    {
        _ = crdName;
        return new ObjectConversionException($"conversion webhook for {what} failed: {why}");
    }
}
