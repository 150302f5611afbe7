using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Converts custom resources by asking their CRD's conversion webhook, one object a review as the real server does.</summary>
internal sealed class WebhookConverter(KubeCore core, WebhookClient client, JsonObject crd) : IObjectConverter
{
    private const int TimeoutSeconds = 30;
    private readonly JsonObject webhook = crd["spec"]?["conversion"]?["webhook"]?.DeepClone() as JsonObject ?? [];

    public async ValueTask<JsonObject> ConvertAsync(JsonObject obj, string desiredApiVersion, CancellationToken cancellationToken)
    {
        if (ObjectFields.Text(obj, "apiVersion") == desiredApiVersion)
        {
            return obj;
        }

        var version = ReviewVersion() ?? throw KubeErrors.Unknown("no supported conversion review versions");
        var answer = new ConversionAnswer(obj, desiredApiVersion, version);
        var uid = core.Entropy.Uuid();
        var review = new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = "apiextensions.k8s.io/" + version,
            ["request"] = new JsonObject
            {
                ["uid"] = uid,
                ["desiredAPIVersion"] = desiredApiVersion,
                ["objects"] = new JsonArray(obj.DeepClone()),
            },
        };
        try
        {
            var config = webhook["clientConfig"] as JsonObject ?? [];
            var answered = await client.CallAsync(config, review, TimeoutSeconds, cancellationToken, tellsTimeout: false)
                .ConfigureAwait(false);
            return answer.Read(answered, uid);
        }
        catch (WebhookFailure e)
        {
            throw KubeErrors.Unknown($"conversion webhook for {answer.What} failed: {e.Message}");
        }
    }

    /// <summary>The first version on the CRD's list that this server speaks.</summary>
    private string? ReviewVersion() => (webhook["conversionReviewVersions"] as JsonArray ?? [])
        .Select(v => (string?)v).FirstOrDefault(v => v is "v1" or "v1beta1");
}
