using System.Security.Cryptography;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Events;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Leases;
using Eso.Kubernetes.Work;
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
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task leading = Task.CompletedTask;
    private Task? stopping;
    private HttpEndpoints? endpoints;
    private bool started;

    private OperatorRuntime(OperatorContext context, List<Controller> controllers)
    {
        Context = context;
        this.controllers = controllers;
        Metering = new Metering(context.Metrics.Meter, context.Metrics.Gauges);
    }

    public OperatorContext Context { get; }

    public IReadOnlyList<Controller> Controllers => controllers;

    public Task Completion => completion.Task;

    /// <summary>What /metrics shows.</summary>
    public Metering Metering { get; }

    public static OperatorRuntime Make(OperatorOptions options, OperatorServices services)
    {
        var environment = services.Environment ?? ProcessEnvironment();
        var connection = options.Kube
            ?? (options.Kubeconfig is { } path
                ? KubeConfigFile.Load(path, options.KubeContext)
                : KubeConfigFile.LoadDefault(options.KubeContext, environment));
        var logger = services.Logs.CreateLogger("Eso.Operator");
        var random = new LockedRandom(services.Random);
        var work = new WorkTracker();
        var client = new KubeClient(
            connection, services.KubeHandler, services.Clock, new KubeClientSettings { Logger = logger });
        var informing = new InformerContext(client, services.Clock, random, work, logger);
        var metrics = new OperatorMetrics();
        var entropy = services.Entropy ?? (static buffer => RandomNumberGenerator.Fill(buffer.Span));
        var providing = new ProviderServices
        {
            Clock = services.Clock,
            Random = services.Random,
            AwsHandler = services.AwsHandler,
            HttpHandler = services.HttpHandler,
            Environment = environment,
            Logs = services.Logs,
            ApiCalled = metrics.ApiCalled,
            Entropy = entropy,
        };
        var providers = new ProviderRegistry(providing);
        var context = new OperatorContext
        {
            Options = options,
            Clock = services.Clock,
            Random = random,
            Entropy = entropy,
            Work = work,
            Client = client,
            Informers = new InformerFactory(informing),
            Informing = informing,
            Events = new EventRecorder(informing),
            Metrics = metrics,
            Providers = providers,
            Clients = new ProviderClients(providers, services.Clock, logger),
            Generators = new GeneratorRegistry(providing),
            Logger = logger,
        };
        return new OperatorRuntime(context, MakeControllers(context));
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

        endpoints = await HttpEndpoints.StartAsync(this, cancel);
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

    public IReadOnlyList<string> Busy()
    {
        var busy = new List<string>(Context.Work.Busy());
        foreach (var controller in controllers)
        {
            busy.AddRange(controller.Busy());
        }

        return busy;
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
        var elector = new LeaderElector(
            new LeaderElectionOptions
            {
                Namespace = Context.Client.Connection.Namespace,
                Name = Context.Options.LeaderElectionId,
                Identity = Context.Options.Identity.Length > 0 ? Context.Options.Identity : MakeIdentity(),
                LeaseDuration = Context.Options.LeaderElectionLeaseDuration,
                RenewDeadline = Context.Options.LeaderElectionRenewDeadline,
                RetryPeriod = Context.Options.LeaderElectionRetryPeriod,
            },
            Context.Informing);
        try
        {
            await elector.RunAsync(
                async lost =>
                {
                    StartControllers();
                    await Task.Delay(Timeout.InfiniteTimeSpan, Context.Clock, lost)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await StopControllersAsync();
                },
                stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped before or while leading.
        }

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

        Metering.Dispose();
        Context.Metrics.Dispose();
        Context.Client.Dispose();
        stop.Dispose();
        ControllerLog.Stopped(Context.Logger);
        completion.TrySetResult();
    }

    private string MakeIdentity()
    {
        Span<byte> bytes = stackalloc byte[16];
        Context.Random.Fill(bytes);
        return $"{Environment.MachineName}_{Convert.ToHexStringLower(bytes)}";
    }

    private static Dictionary<string, string> ProcessEnvironment()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            found[(string)entry.Key] = entry.Value as string ?? "";
        }

        return found;
    }
}
