using System.Collections.Concurrent;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Transport;
using Eso.Operator;
using FluentAssertions;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Operator;

/// <summary>Two operators, one Lease, the world's clock.</summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_silent_leader_is_replaced_within_15_seconds_and_writes_nothing_more(bool leaseOnly)
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Operator = false, Seed = 3 }, World.Machine, CancellationToken.None);
        using var admin = world.NewKubeClient("test/1");
        await using var first = await Candidate.StartAsync(world, "first");
        await world.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        await using var second = await Candidate.StartAsync(world, "second");
        await ApplyAsync(admin);
        await world.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        (await HolderAsync(admin)).Should().Be("first");
        first.Writes.Should().NotBeEmpty("it syncs every second");
        second.Writes.Should().BeEmpty("it does not lead");

        first.Way.Cut = leaseOnly ? "/leases/" : "/";
        var cutAt = world.Clock.GetUtcNow();
        while (await HolderAsync(admin) != "second" && world.Clock.GetUtcNow() - cutAt < TimeSpan.FromSeconds(40))
        {
            await world.Clock.AdvanceAsync(Second / 4, CancellationToken.None);
        }

        var took = world.Clock.GetUtcNow() - cutAt;
        await world.Clock.AdvanceAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        output.WriteLine($"fail-over after {took.TotalSeconds:0.00} s");
        took.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(15));
        second.Writes.Should().NotBeEmpty();
        first.Writes.Max().Should().BeBefore(second.Writes.Min());
        first.Host.Completion.IsCompleted.Should().BeTrue("whoever has lost the lease ends");
    }

    [Fact]
    public async Task A_leader_that_is_stopped_hands_over_at_once()
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Operator = false, Seed = 3 }, World.Machine, CancellationToken.None);
        using var admin = world.NewKubeClient("test/1");
        await using var first = await Candidate.StartAsync(world, "first");
        await world.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        await using var second = await Candidate.StartAsync(world, "second");
        await world.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), CancellationToken.None);

        await first.Host.StopAsync(CancellationToken.None);
        await world.Clock.SettleAsync(CancellationToken.None);

        (await HolderAsync(admin)).Should().Be("second");
    }

    private static async Task<string> HolderAsync(KubeClient admin) =>
        (await admin.FindAsync(CoreTypes.Lease, "default", "external-secrets-controller", CancellationToken.None))
            .Object("spec").Text("holderIdentity");

    private static async Task ApplyAsync(KubeClient admin)
    {
        var access = new KubernetesAccess(admin);
        foreach (var manifest in Eso.Emulator.Scenarios.Manifests.Parse("""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: fake, namespace: default }
            spec: { provider: { fake: { data: [ { key: a, value: b } ] } } }
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: app, namespace: default }
            spec:
              refreshInterval: 1s
              secretStoreRef: { name: fake }
              data: [ { secretKey: a, remoteRef: { key: a } } ]
            """, "test"))
        {
            await access.ApplyAsync(manifest, CancellationToken.None);
        }
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private IDisposable? probe;

        public required OperatorHost Host { get; init; }

        public required CutWay Way { get; init; }

        public IReadOnlyCollection<DateTimeOffset> Writes => Way.Writes;

        public static async Task<Candidate> StartAsync(EmbeddedWorld world, string name)
        {
            var way = new CutWay(KubeTransport.MakeHandler(world.Connection), world.Clock);
            var host = OperatorHost.Create(
                // A status is written at every refresh: what would give a second leader away.
                new OperatorOptions
                {
                    Kube = world.Connection,
                    EnableLeaderElection = true,
                    Identity = name,
                    EnableQuietStatus = false,
                },
                new OperatorServices
                {
                    Clock = world.Clock,
                    Random = new Random(5),
                    KubeHandler = way,
                    Environment = new Dictionary<string, string>(),
                });
            var made = new Candidate { Host = host, Way = way };
            made.probe = world.Clock.Activity.AddProbe(() => made.WhatIsBusy(world));
            await host.StartAsync(CancellationToken.None);
            return made;
        }

        public async ValueTask DisposeAsync()
        {
            probe?.Dispose();
            await Host.DisposeAsync();
            Way.Dispose();
        }

        private string? WhatIsBusy(EmbeddedWorld world)
        {
            var open = world.Kube.StreamBytes;
            return Host.WatchBytesHandled.Any(w => open.TryGetValue(w.Key, out var written) && w.Value < written)
                ? "a watch has bytes to be handled"
                : Host.Busy() is [var first, ..] ? first : null;
        }
    }

    /// <summary>A way to the server that may be cut, wholly or for some paths; notes what is written over it.</summary>
    private sealed class CutWay(HttpMessageHandler inner, TimeProvider clock) : DelegatingHandler(inner)
    {
        public string Cut { get; set; } = "never";

        public ConcurrentBag<DateTimeOffset> Writes { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path.Contains(Cut, StringComparison.Ordinal))
            {
                return Task.FromException<HttpResponseMessage>(new HttpRequestException("the way is cut"));
            }

            if (request.Method != HttpMethod.Get && !path.Contains("/leases", StringComparison.Ordinal)
                && !path.Contains("/events", StringComparison.Ordinal))
            {
                Writes.Add(clock.GetUtcNow());
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
