using System.Security.Cryptography;
using Eso.Kubernetes.Events;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Leases;
using Eso.Operator.Api;
using Eso.Operator.Controllers;
using Eso.Operator.Controllers.ClusterExternalSecrets;
using Eso.Operator.Controllers.ClusterPushSecrets;
using Eso.Operator.Controllers.ExternalSecrets;
using Eso.Operator.Controllers.GeneratorStates;
using Eso.Operator.Controllers.PushSecrets;
using Eso.Operator.Controllers.SecretStores;
using Eso.Operator.Providers;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting;

/// <summary>Puts the parts of an operator together, starts and stops them in order.</summary>
internal sealed class OperatorRuntime : IDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(1.5);
    private readonly List<Controller> controllers;
    private readonly OperatorServices services;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task leading = Task.CompletedTask;
    private Task? stopping;
    private HttpEndpoints? endpoints;
    private IDisposable? export;
    private bool started;

    private OperatorRuntime(
        OperatorContext context, List<Controller> controllers, OperatorServices services, bool ownsMeter)
    {
        Metering = ownsMeter ? new Metering(context.Metrics.Meter) : null;
        this.services = services;
        Context = context;
        this.controllers = controllers;
        Health = new Health(context.Clock, context.Informers, () => controllers);
    }

    public OperatorContext Context { get; }

    public IReadOnlyList<Controller> Controllers => controllers;

    public Task Completion => completion.Task;

    /// <summary>What /metrics shows; null in a process whose meter is not ours alone.</summary>
    public Metering? Metering { get; }

    public IHealth Health { get; }

    /// <param name="options">Settings.</param>
    /// <param name="services">The outside world.</param>
    /// <param name="shared">The meter of a process with more parts than this; null makes one.</param>
    public static OperatorRuntime Make(OperatorOptions options, OperatorServices services, OperatorMetrics? shared = null)
    {
        var access = ClusterAccess.Open(
            new ClusterOptions
            {
                Kube = options.Kube,
                Kubeconfig = options.Kubeconfig,
                KubeContext = options.KubeContext,
                ClientQps = options.ClientQps,
                ClientBurst = options.ClientBurst,
            },
            services,
            shared ?? new OperatorMetrics(),
            "Eso.Operator");
        var environment = ClusterAccess.EnvironmentOf(services);
        var entropy = services.Entropy ?? (static buffer => RandomNumberGenerator.Fill(buffer.Span));
        var providing = new ProviderServices
        {
            Clock = services.Clock,
            Random = services.Random,
            AwsHandler = services.AwsHandler,
            HttpHandler = services.HttpHandler,
            Environment = environment,
            Logs = services.Logs,
            ApiCalled = access.Metrics.ApiCalled,
            Calling = access.Work.Begin,
            Entropy = entropy,
            OwnCluster = access.Client.Connection.Server,
        };
        var providers = new ProviderRegistry(providing);
        if (options.EnableExtendedMetricLabels)
        {
            access.Metrics.ObjectLabels = ExtendedLabels.From(access.Informers);
        }

        var context = new OperatorContext
        {
            Options = options,
            Clock = access.Clock,
            Random = access.Random,
            Entropy = entropy,
            Work = access.Work,
            Client = access.Client,
            Informers = access.Informers,
            Informing = access.Informing,
            Events = new EventRecorder(access.Informing),
            Metrics = access.Metrics,
            Providers = providers,
            Clients = new ProviderClients(providers, access.Clock, access.Logger),
            Generators = new GeneratorRegistry(providing),
            Logger = access.Logger,
            Reconciled = services.Reconciled,
        };
        return new OperatorRuntime(context, MakeControllers(context), services, shared is null);
    }

    public async Task StartAsync(CancellationToken cancel)
    {
        lock (gate)
        {
            if (started)
            {
                throw new InvalidOperationException("the operator has been started before");
            }

            started = true;
        }

        await OpenDoorsAsync(cancel);
        await Context.Informers.StartAsync(cancel);
        if (Context.Options.EnableLeaderElection)
        {
            leading = Task.Run(LeadAsync, CancellationToken.None);
        }
        else
        {
            StartControllers();
        }
    }

    private async Task OpenDoorsAsync(CancellationToken cancel)
    {
        var doors = EndpointOptions.Of(Context.Options);
        export = Metering is not null && ClusterAccess.IsOwnProcess(services) ? OtlpExport.Start(ClusterAccess.EnvironmentOf(services)) : null;
        var reviewer = doors.MetricsAuth ? new MetricsReviewer(Context.Client, Context.Clock) : null;
        endpoints = await HttpEndpoints.StartAsync(doors, Health, Metering, reviewer, Context.Clock, cancel);
    }

    public IReadOnlyList<string> Busy()
    {
        var working = Context.Work.Busy();
        List<string>? busy = null;
        foreach (var controller in controllers)
        {
            foreach (var what in controller.Busy())
            {
                (busy ??= [.. working]).Add(what);
            }
        }

        return busy ?? working;
    }

    public Task StopAsync()
    {
        lock (gate)
        {
            return stopping ??= Task.Run(StopOnceAsync);
        }
    }

    public void Dispose() => stop.Dispose();

    private static List<Controller> MakeControllers(OperatorContext context)
    {
        var options = context.Options;
        var stores = new StoreResolver(context);
        var made = new List<Controller>();
        if (options.EnableSecretStoreReconciler)
        {
            made.Add(new SecretStoreController(context, stores, cluster: false));
        }

        if (options.EnableClusterStoreReconciler)
        {
            made.Add(new SecretStoreController(context, stores, cluster: true));
        }

        var externalSecrets = context.Informers.Get(
            EsoTypes.ExternalSecret, new InformerOptions { Namespace = options.Namespace });
        var generators = new GeneratorRunner(context);
        made.Add(new ExternalSecretController(context, stores, generators, externalSecrets));
        if (options.EnablePushSecretReconciler)
        {
            made.Add(new PushSecretController(context, stores, generators));
        }

        if (options.EnableGeneratorState)
        {
            made.Add(new GeneratorStateController(context));
        }

        // Cluster-wide kinds need cluster-wide reads, which a namespaced operator has not.
        var clusterWide = options.Namespace.Length == 0;
        if (options.EnableClusterExternalSecretReconciler && clusterWide)
        {
            made.Add(ClusterExternalSecretController.Make(context));
        }

        if (options.EnableClusterPushSecretReconciler && options.EnablePushSecretReconciler && clusterWide)
        {
            made.Add(ClusterPushSecretController.Make(context));
        }

        return made;
    }

    private async Task LeadAsync()
    {
        var options = Context.Options;
        var lead = new Leadership(Context, new LeaderElectionOptions
        {
            Namespace = Context.Client.Connection.Namespace,
            Name = options.LeaderElectionId,
            Identity = options.Identity,
            LeaseDuration = options.LeaderElectionLeaseDuration,
            RenewDeadline = options.LeaderElectionRenewDeadline,
            RetryPeriod = options.LeaderElectionRetryPeriod,
        });
        await lead.RunAsync(StartControllers, StopControllersAsync, stop.Token);
        completion.TrySetResult();
    }

    private void StartControllers()
    {
        foreach (var controller in controllers)
        {
            controller.Start();
        }

        ControllerLog.Started(Context.Logger, string.Join(", ", controllers.Select(c => c.Name)));
    }

    private async Task StopControllersAsync()
    {
        foreach (var controller in controllers)
        {
            await controller.DisposeAsync();
        }
    }

    private async Task StopOnceAsync()
    {
        await stop.CancelAsync();
        // Wall time on purpose: a world's clock may stand still while the operator stops.
        var stopped = Task.WhenAll(leading, StopControllersAsync());
        await Task.WhenAny(stopped, WallClock.DelayAsync(StopMax));
        await Context.Events.DisposeAsync();
        await Context.Informers.DisposeAsync();
        await Context.Clients.DisposeAsync();
        if (endpoints is not null)
        {
            await endpoints.DisposeAsync();
        }

        export?.Dispose();
        Metering?.Dispose();
        Context.Metrics.Dispose();
        Context.Client.Dispose();
        stop.Dispose();
        ControllerLog.Stopped(Context.Logger);
        completion.TrySetResult();
    }
}
