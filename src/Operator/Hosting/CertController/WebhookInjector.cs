using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Controllers;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.CertController;

/// <summary>
/// Tells the webhooks of configurations labelled <c>external-secrets.io/component: webhook</c> whom to trust and which
/// Service to call: those whose names end in <c>external-secrets.io</c>.
/// </summary>
internal sealed class WebhookInjector : ControllerBase
{
    public const string Selector = "external-secrets.io/component=webhook";
    private readonly CertControllerOptions options;
    private readonly ControllerContext context;
    private readonly WebhookSecret secret;
    private readonly Informer configurations;
    private readonly HashSet<string> injected = new(StringComparer.Ordinal);

    public WebhookInjector(
        CertControllerOptions options, ControllerContext context, WebhookSecret secret, Informer configurations)
        : base("webhookconfig", context, 1)
    {
        this.options = options;
        this.context = context;
        this.secret = secret;
        this.configurations = configurations.AddHandler(change => Queue.Add(change.Either.Key));
    }

    /// <summary>Names of configurations that do not carry the newest authority yet.</summary>
    public IReadOnlyList<string> Pending()
    {
        lock (injected)
        {
            return [.. configurations.All().Select(c => c.Name).Where(n => !injected.Contains(n))];
        }
    }

    /// <summary>The certificates have changed: all configurations are to be looked at.</summary>
    public void LookAgain()
    {
        foreach (var one in configurations.All())
        {
            Queue.Add(one.Key);
        }
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (configurations.Get(key.Namespace, key.Name) is not { } found)
        {
            Mark(key.Name, false);
            return Outcome.Done;
        }

        var bundle = await secret.BundleAsync(cancel);
        var next = found.Parse();
        next["apiVersion"] = CoreTypes.ValidatingWebhookConfiguration.ApiVersion;
        next["kind"] = CoreTypes.ValidatingWebhookConfiguration.Kind;
        var before = next.Copy();
        foreach (var webhook in next.Objects("webhooks"))
        {
            if (webhook.Text("name").EndsWith("external-secrets.io", StringComparison.Ordinal))
            {
                Inject(webhook.Ensure("clientConfig"), bundle);
            }
        }

        if (!JsonNode.DeepEquals(before, next))
        {
            configurations.Observe(
                await context.Client.UpdateAsync(CoreTypes.ValidatingWebhookConfiguration, null, next, cancel));
            WebhookLog.Injected(context.Logger, next.Kind(), key.Name);
        }

        Mark(key.Name, true);
        return Outcome.Again(options.RequeueInterval);
    }

    private void Inject(JsonObject config, string bundle)
    {
        config["caBundle"] = bundle;
        var service = config.Ensure("service");
        service["name"] = options.ServiceName;
        service["namespace"] = options.ServiceNamespace;
        config.Remove("url");
    }

    private void Mark(string name, bool done)
    {
        lock (injected)
        {
            if (done)
            {
                injected.Add(name);
            }
            else
            {
                injected.Remove(name);
            }
        }
    }
}
