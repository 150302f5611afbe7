using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>What is checked about a CRD's conversion; paths are those of the internal form.</summary>
internal static class CrdConversionRules
{
    private const string ClientConfig = "spec.conversion.webhookClientConfig";
    private const string ReviewVersions = "spec.conversion.conversionReviewVersions";
    private const string OnlyWebhook = "should not be set when strategy is not set to Webhook";

    public static void Validate(JsonObject spec, List<FieldError> errors)
    {
        if (Child(spec, "conversion") is not { } conversion)
        {
            return;
        }

        var strategy = Text(conversion, "strategy");
        if (strategy != "None" && Flag(spec, "preserveUnknownFields"))
        {
            errors.Add(FieldError.Invalid(
                "spec.conversion.strategy", strategy, "must be None if spec.preserveUnknownFields is true"));
        }

        var webhook = Child(conversion, "webhook");
        var client = Child(webhook, "clientConfig");
        var versions = Texts(webhook, "conversionReviewVersions").ToList();
        if (strategy is not ("None" or "Webhook"))
        {
            errors.Add(strategy.Length == 0
                ? FieldError.Required("spec.conversion.strategy")
                : FieldError.NotSupported("spec.conversion.strategy", strategy, ["None", "Webhook"]));
        }

        if (strategy == "Webhook")
        {
            Webhook(client, versions, webhook, errors);
            return;
        }

        if (client is not null)
        {
            errors.Add(FieldError.Forbidden(ClientConfig, OnlyWebhook));
        }

        if (versions.Count > 0)
        {
            errors.Add(FieldError.Forbidden(ReviewVersions, OnlyWebhook));
        }
    }

    private static void Webhook(
        JsonObject? client,
        List<string> versions,
        JsonObject? webhook,
        List<FieldError> errors)
    {
        if (client is null)
        {
            errors.Add(FieldError.Required(ClientConfig, "required when strategy is set to Webhook"));
        }
        else
        {
            WebhookClientRules.Validate(client, ClientConfig, errors);
        }

        if (versions.Count == 0)
        {
            errors.Add(FieldError.Required(ReviewVersions));
            return;
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions.IndexOf(versions[i]) < i)
            {
                errors.Add(FieldError.Invalid($"{ReviewVersions}[{i}]", versions[i], "duplicate version"));
                continue;
            }

            ObjectMeta.AddAll(errors, $"{ReviewVersions}[{i}]", versions[i], Names.Label1035(versions[i]));
        }

        if (!versions.Exists(v => v is "v1" or "v1beta1"))
        {
            errors.Add(FieldError.Invalid(
                ReviewVersions, webhook!["conversionReviewVersions"], "must include at least one of v1, v1beta1"));
        }
    }
}
