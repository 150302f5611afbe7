using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Bootstrap;
using Eso.Emulator.Kubernetes.Controllers;
using Eso.Emulator.Kubernetes.Discovery;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.OpenApi;
using Eso.Emulator.Kubernetes.Store;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes;

/// <summary>
/// The embedded API server: one world's objects, behind one request pipeline that any door can front. Controllers run
/// inside; nothing leaves the process but webhook calls.
/// </summary>
internal sealed class KubeServer : IAsyncDisposable
{
    private readonly KubeCore core;
    private readonly Pipeline pipeline;
    private readonly ControllerHost controllers;
    private readonly Compaction compaction;
    private readonly StateKeeper? keeper;

    public KubeServer(
        KubeServerOptions options, TimeProvider clock, Entropy entropy, Journal.Journal journal, Activity activity)
    {
        keeper = options.StateDirectory is { } directory ? new StateKeeper(directory) : null;
        var store = new ObjectStore();
        core = new KubeCore
        {
            Options = options,
            Clock = clock,
            Entropy = entropy,
            Activity = activity,
            Kinds = new KindRegistry(),
            Store = store,
            Certificates = options.Authority
                ?? new CertificateAuthority(options.ClientAuthorities, keeper?.Keep("authority", CertificateAuthority.Fresh)),
            Tokens = new TokenIssuer(options.TokenKey ?? (keeper is null ? null : TokenKey.FromPem(keeper.Keep("tokens", TokenKey.FreshPem)))),
            Authorizer = new Authorizer(store) { AllowsAll = !options.Authentication },
            Watchers = new WatcherRegistry(clock, store),
        };
        core.Admission = Admissions.Build(core);
        core.Committed = Committed(core);
        var paths = new NonResourceRoutes(core, new DiscoveryDocuments(core.Kinds), new OpenApiRoutes(new OpenApiDocuments(core.Kinds)));
        pipeline = new Pipeline(core, journal, paths, new ResourceRoutes(core));
        Pipeline = pipeline.InvokeAsync;
        controllers = new ControllerHost(core);
        compaction = new Compaction(core);
    }

    /// <summary>Begins, on other threads, what the process's first server waits for, whatever its options.</summary>
    public static void Warm()
    {
        CertificateAuthority.Warm();
        ThreadPool.UnsafeQueueUserWorkItem(
            static _ =>
            {
                new KindRegistry().HasGroup("");
                _ = Fields.TypeTable.Shared;
            },
            null);
    }

    /// <summary>Answers every request of the API; doors are put in front of it.</summary>
    public RequestDelegate Pipeline { get; }

    public CertificateAuthority Certificates => core.Certificates;

    /// <summary>The server's URL as clients see it; the default issuer of tokens. Set it when a door has opened.</summary>
    public string Url
    {
        get => core.Url;
        set => core.Url = value;
    }

    /// <summary>Audit-Id of each running watch to the body bytes written to it.</summary>
    public IReadOnlyDictionary<string, long> StreamBytes => core.Watchers.StreamBytes;

    /// <summary>True when every open watch has written all that happened.</summary>
    public bool WatchersCaughtUp => core.Watchers.CaughtUp;

    /// <summary>A bug of ours that a request ran into; tests look at it.</summary>
    public Exception? LastFailure => pipeline.LastFailure ?? controllers.LastFailure ?? core.Pods?.LastFailure;

    internal KubeCore Core => core;

    /// <summary>What is done before a write is answered: CRDs take effect, namespaces get their account.</summary>
    private static Func<Kind, StoredObject?, StoredObject?, ValueTask> Committed(KubeCore core)
    {
        var custom = new CustomResources(core);
        var accounts = new ServiceAccounts(core);
        var tokens = new TokenSecrets(core);
        var withTokens = core.Options.Controllers?.Contains(tokens.Name) ?? true;
        var withAccounts = core.Options.Controllers?.Contains(accounts.Name) ?? true;
        return async (kind, stored, before) =>
        {
            await custom.CommittedAsync(kind, stored, before).ConfigureAwait(false);
            if (withAccounts && kind.StorageKey == "namespaces" && before is null && stored is not null)
            {
                await accounts.EnsureAsync(stored.Name).ConfigureAwait(false);
            }
            else if (withTokens && kind.StorageKey == "secrets" && before is null && stored is not null)
            {
                await tokens.CreatedAsync(stored).ConfigureAwait(false);
            }
        };
    }

    /// <summary>A kubeconfig of the administrator for this server at a URL.</summary>
    public string Kubeconfig(string serverUrl) => core.Certificates.Kubeconfig(serverUrl);

    /// <summary>Makes the initial content and starts the controllers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        core.ControllersFrom = core.Store.Newest;
        var custom = new Kinds.Custom.CustomKinds(SchemaCompiler.Compile, crd => SchemaCompiler.Converter(core, crd));
        if (keeper is null || !keeper.Restore(core, custom.From))
        {
            await InitialContent.CreateAsync(core, cancellationToken).ConfigureAwait(false);
            core.InitialRevision = core.Store.Revision;
        }
        else
        {
            core.Entropy.GoOnFrom(core.Store.Revision);
            await InitialContent.AddGivenAsync(core, cancellationToken).ConfigureAwait(false);
        }

        await core.Store.Durable.ConfigureAwait(false);
        // The real server's etcd is compacted too: version 1 is never there to be read.
        core.Store.Compact(core.Store.Revision);
        controllers.Start();
        compaction.Start();
    }

    /// <summary>Back to the initial content. Open watches see everything deleted, then made anew.</summary>
    public void Reset()
    {
        core.Store.Clear();
        core.Kinds.Reset();
        // Nothing in the initial content waits: no webhooks exist, no bodies are read.
        InitialContent.CreateAsync(core, CancellationToken.None).GetAwaiter().GetResult();
        core.InitialRevision = core.Store.Revision;
    }

    /// <inheritdoc cref="KubeSnapshot.Take"/>
    public System.Text.Json.Nodes.JsonArray Snapshot() => KubeSnapshot.Take(core);

    /// <inheritdoc cref="KubeSnapshot.RestoreAsync"/>
    public Task RestoreAsync(System.Text.Json.Nodes.JsonArray objects) => KubeSnapshot.RestoreAsync(core, objects);

    public async ValueTask DisposeAsync()
    {
        compaction.Dispose();
        await controllers.DisposeAsync().ConfigureAwait(false);
        core.Webhooks.Dispose();
        core.Watchers.Dispose();
        if (core.Options.Authority is null)
        {
            core.Certificates.Dispose();
        }

        if (keeper is not null)
        {
            await keeper.DisposeAsync().ConfigureAwait(false);
        }
    }
}
