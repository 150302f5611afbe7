using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Leases;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.CertController;

/// <summary>
/// The <c>certcontroller</c> process: keeps the webhook's certificates and tells the API server whom to trust.
/// </summary>
internal sealed class CertControllerHost : IHealth, IAsyncDisposable
{
    private static readonly ResourceType EndpointSlice =
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

    private readonly CertControllerOptions options;
    private readonly ControllerContext context;
    private readonly CancellationTokenSource stop = new();
    private readonly WebhookSecret secret;
    private readonly WebhookInjector webhooks;
    private readonly CrdInjector definitions;
    private readonly Informer endpoints;
    private readonly Health health;
    private Task leading = Task.CompletedTask;

    public CertControllerHost(CertControllerOptions options, ControllerContext context)
    {
        this.options = options;
        this.context = context;
        var secrets = context.Informers.Get(CoreTypes.Secret, new InformerOptions
        {
            Namespace = options.SecretNamespace,
            FieldSelector = $"metadata.name={options.SecretName}",
        });
        secret = new WebhookSecret(options, context, secrets);
        webhooks = new WebhookInjector(options, context, secret, context.Informers.Get(
            CoreTypes.ValidatingWebhookConfiguration, new InformerOptions { LabelSelector = WebhookInjector.Selector }));
        definitions = new CrdInjector(options, context, secret, context.Informers.Get(
            CoreTypes.CustomResourceDefinition,
            new InformerOptions { LabelSelector = "external-secrets.io/component=controller", MetadataOnly = true }));
        endpoints = context.Informers.Get(EndpointSlice, new InformerOptions
        {
            Namespace = options.ServiceNamespace,
            LabelSelector = $"kubernetes.io/service-name={options.ServiceName}",
        });
        secrets.AddHandler(_ => LookAgain());
        health = new Health(context.Clock, context.Informers, () => [webhooks, definitions]);
    }

    /// <summary>The serving certificate, for a webhook in the same process.</summary>
    public ICertificateSource Certificates => secret;

    /// <summary>Ends when the lease is lost.</summary>
    public Task Completion { get; private set; } = new TaskCompletionSource().Task;

    /// <summary>Returns when every informer has its first list; the work then goes on.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await context.Informers.StartAsync(cancel);
        if (!options.EnableLeaderElection)
        {
            Begin();
            return;
        }

        var lead = new Leadership(context, new LeaderElectionOptions
        {
            Namespace = context.Client.Connection.Namespace,
            Name = CertControllerOptions.LeaseName,
            Identity = "",
        });
        leading = Task.Run(() => lead.RunAsync(Begin, EndAsync, stop.Token), CancellationToken.None);
        Completion = leading;
    }

    public IReadOnlyList<string> Problems() => health.Problems();

    /// <summary>What ESO's two checks ask: CRDs looked after, webhooks told and somebody there to answer them.</summary>
    public IReadOnlyList<string> NotReady()
    {
        var waits = new List<string>(health.NotReady());
        // Whoever does not lead has nothing to inject and is ready to take over.
        if (definitions.IsStarted)
        {
            waits.AddRange(definitions.Pending().Select(n => $"crd-inject: {n}"));
            waits.AddRange(webhooks.Pending().Select(n => $"validation-webhook-inject: {n}"));
            if (!HasEndpoint())
            {
                waits.Add($"validation-webhook-inject: no ready endpoint of {options.ServiceNamespace}/{options.ServiceName}");
            }
        }

        return waits;
    }

    /// <summary>What is under way, a line each; empty when idle.</summary>
    public IReadOnlyList<string> Busy() => [.. context.Work.Busy(), .. webhooks.Busy(), .. definitions.Busy()];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync();
        await context.Informers.DisposeAsync();
        context.Client.Dispose();
        secret.Dispose();
        stop.Dispose();
    }

    private void Begin()
    {
        webhooks.Start();
        definitions.Start();
        LookAgain();
        WebhookLog.CertControllerRuns(context.Logger);
    }

    private async Task EndAsync()
    {
        await webhooks.DisposeAsync();
        await definitions.DisposeAsync();
    }

    private void LookAgain()
    {
        definitions.LookAgain();
        webhooks.LookAgain();
    }

    private bool HasEndpoint() => endpoints.All().Any(s => s.Parse().Objects("endpoints").Any(
        e => e.Object("conditions")?["ready"] is null || e.Object("conditions").Flag("ready")));
}
