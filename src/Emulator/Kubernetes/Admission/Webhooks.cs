using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>MutatingAdmissionWebhook: one after the other in the order of their configurations' names.</summary>
internal sealed class MutatingWebhooks(WebhookCaller caller) : IAdmissionPlugin
{
    public string Name => "MutatingAdmissionWebhook";

    public async ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        var relevant = caller.Relevant(attributes, "mutatingwebhookconfigurations.admissionregistration.k8s.io");
        var changedAfter = new List<Webhook>();
        foreach (var webhook in relevant)
        {
            if (!await RunAsync(attributes, webhook).ConfigureAwait(false))
            {
                continue;
            }

            changedAfter.AddRange(relevant.TakeWhile(w => !ReferenceEquals(w, webhook))
                .Where(w => w.Reinvoke && !changedAfter.Contains(w)));
        }

        foreach (var webhook in changedAfter)
        {
            await RunAsync(attributes, webhook).ConfigureAwait(false);
        }
    }

    /// <summary>True when the webhook changed the object.</summary>
    private async ValueTask<bool> RunAsync(AdmissionAttributes attributes, Webhook webhook)
    {
        var response = await caller.AskAsync(attributes, webhook, mutating: true).ConfigureAwait(false);
        if (response is null || ObjectFields.Text(response, "patch") is not { Length: > 0 } encoded
            || attributes.Object is null)
        {
            return false;
        }

        var before = attributes.Object.DeepClone();
        attributes.Object = Patch(attributes, webhook, ObjectFields.Text(response, "patchType"), encoded);
        return !JsonNode.DeepEquals(before, attributes.Object);
    }

    private static JsonObject Patch(AdmissionAttributes attributes, Webhook webhook, string type, string encoded)
    {
        if (type is not ("JSONPatch" or ""))
        {
            throw KubeErrors.Internal($"failed calling webhook \"{webhook.Name}\": unsupported patch type \"{type}\"");
        }

        try
        {
            var operations = JsonPatch.Parse(Convert.FromBase64String(encoded));
            var patched = JsonPatch.Apply(attributes.Object, operations);
            return AdmissionReviews.Decode(attributes, patched);
        }
        catch (Exception e) when (e is PatchException or DecodeException or FormatException)
        {
            throw KubeErrors.Internal(e.Message);
        }
    }
}

/// <summary>ValidatingAdmissionWebhook: all at once; the first refusal in the configurations' order is the answer.</summary>
internal sealed class ValidatingWebhooks(WebhookCaller caller) : IAdmissionPlugin
{
    public string Name => "ValidatingAdmissionWebhook";

    public async ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        var relevant = caller.Relevant(attributes, "validatingwebhookconfigurations.admissionregistration.k8s.io");
        if (relevant.Count == 0)
        {
            return;
        }

        var calls = relevant.Select(w => caller.AskAsync(attributes, w, mutating: false).AsTask()).ToList();
        KubeException? refusal = null;
        foreach (var call in calls)
        {
            try
            {
                await call.ConfigureAwait(false);
            }
            catch (KubeException e)
            {
                refusal ??= e;
            }
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }
}

/// <summary>Finds and asks webhooks; parsed configurations hang on the stored ones.</summary>
internal sealed class WebhookCaller(KubeCore core, WebhookClient client)
{
    private readonly ConditionalWeakTable<StoredObject, List<Webhook>> parsed = [];

    /// <summary>The webhooks that want to see this request, in order.</summary>
    public List<Webhook> Relevant(AdmissionAttributes attributes, string storageKey)
    {
        var table = core.Store.Table(storageKey);
        // Webhooks are never asked about webhooks and policies: nobody could mend a bad one otherwise.
        if (table.Current.Count == 0 || attributes.Kind.Resource.Group == "admissionregistration.k8s.io")
        {
            return [];
        }

        return table.Current.Range(null, null)
            .SelectMany(stored => parsed.GetValue(stored, static s =>
                ObjectFields.Items(s.Parse(), "webhooks").Select(w => new Webhook(w.Item)).ToList()))
            .Where(w => AdmissionMatching.Match(attributes, w.Rules, w.Equivalent) is not null
                && AdmissionMatching.MatchesNamespace(attributes, w.NamespaceSelector)
                && AdmissionMatching.MatchesObject(attributes, w.ObjectSelector))
            .ToList();
    }

    /// <summary>The response of a webhook that allowed; null when it was not asked or failed open. Denial throws.</summary>
    public async ValueTask<JsonObject?> AskAsync(AdmissionAttributes attributes, Webhook webhook, bool mutating)
    {
        var matched = AdmissionMatching.Match(attributes, webhook.Rules, webhook.Equivalent)!;
        if (!await webhook.Conditions.HoldAsync(attributes, matched, webhook.FailsOpen).ConfigureAwait(false))
        {
            return null;
        }

        if (attributes.DryRun && !webhook.AllowsDryRun)
        {
            throw KubeErrors.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        JsonObject response;
        try
        {
            response = await CallAsync(attributes, webhook, matched, mutating).ConfigureAwait(false);
        }
        catch (WebhookFailure) when (webhook.FailsOpen)
        {
            return null;
        }
        catch (WebhookFailure e)
        {
            throw KubeErrors.Internal($"failed calling webhook \"{webhook.Name}\": {e.Message}");
        }

        lock (attributes.Warnings)
        {
            attributes.Warnings.AddRange(ObjectFields.Texts(response, "warnings"));
        }

        return ObjectFields.Flag(response, "allowed")
            ? response
            : throw AdmissionReviews.Denied(webhook.Name, response["status"] as JsonObject);
    }

    private async Task<JsonObject> CallAsync(AdmissionAttributes attributes, Webhook webhook, Kind matched, bool mutating)
    {
        var uid = core.Entropy.Uuid();
        var obj = await AdmissionReviews.ShowAsync(attributes, matched, attributes.Object).ConfigureAwait(false);
        var old = await AdmissionReviews.ShowAsync(attributes, matched, attributes.Old).ConfigureAwait(false);
        var review = new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/" + webhook.ReviewVersion,
            ["request"] = AdmissionReviews.Request(attributes, matched, obj, old, uid),
        };
        JsonObject answer;
        try
        {
            answer = await client.CallAsync(webhook.ClientConfig, review, webhook.TimeoutSeconds, attributes.Cancellation)
                .ConfigureAwait(false);
        }
        catch (WebhookFailure e)
        {
            throw new WebhookFailure("failed to call webhook: " + e.Message);
        }

        return AdmissionReviews.Verify(answer, uid, mutating, webhook.ReviewVersion);
    }
}
