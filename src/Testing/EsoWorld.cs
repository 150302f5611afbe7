using System.Runtime.CompilerServices;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;
using Eso.Testing.Expectations;
using Eso.Testing.Snapshots;

namespace Eso.Testing;

/// <summary>
/// A world of external secrets for one test: an AWS, a Kubernetes API, the operator between them, one clock. Worlds share
/// nothing; start as many as there are tests, at the same time. Dispose it to end it.
/// </summary>
/// <example>
/// <code>
/// await using var world = await EsoWorld.StartAsync();
/// await world.Aws.PutSecretAsync("app-db", new { user = "bob", password = "x" });
/// await world.Kubernetes.ApplyFileAsync("manifests/app.yaml");
/// await world.ExpectSecret("app", "db").With("password", "x");
/// </code>
/// </example>
public sealed class EsoWorld : IAsyncDisposable
{
    private readonly StepRun steps;

    private EsoWorld(IGround ground, EsoWorldOptions options)
    {
        Ground = ground;
        steps = new StepRun(ground, options.ShowValues, options.AllowCommands);
        Aws = new EsoAws(ground);
        Kubernetes = new EsoKubernetes(ground);
        Clock = new EsoClock(ground);
        Faults = new EsoFaults(ground);
        Journal = new EsoJournal(ground);
    }

    /// <summary>The AWS side.</summary>
    public EsoAws Aws { get; }

    /// <summary>The Kubernetes side.</summary>
    public EsoKubernetes Kubernetes { get; }

    /// <summary>The world's time.</summary>
    public EsoClock Clock { get; }

    /// <summary>Misbehaviour on purpose.</summary>
    public EsoFaults Faults { get; }

    /// <summary>What was called and written.</summary>
    public EsoJournal Journal { get; }

    /// <summary>The seed this world was made from.</summary>
    public int Seed => Ground.Seed;

    /// <summary>
    /// Endpoints and credentials as environment variables, for other programs and clients (<c>AWS_ENDPOINT_URL</c>,
    /// <c>AWS_ACCESS_KEY_ID</c>, …).
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment => Ground.CommandEnvironment;

    /// <summary>A kubeconfig of the cluster's administrator, as text, for other clients.</summary>
    /// <exception cref="NotSupportedException">The ground's credentials are not ours to hand out.</exception>
    public string Kubeconfig => Ground.CommandKubeconfig
        ?? throw new NotSupportedException($"the ground '{Ground.Name}' hands out no kubeconfig: use your own");

    internal IGround Ground { get; }

    /// <summary>Starts a world; it is ready when this returns.</summary>
    /// <param name="configure">Changes the defaults.</param>
    /// <param name="cancel">Gives the start up.</param>
    /// <exception cref="EsoGroundException">The ground that was asked for cannot be had on this machine.</exception>
    public static async Task<EsoWorld> StartAsync(Action<EsoWorldOptions>? configure = null, CancellationToken cancel = default)
    {
        var options = new EsoWorldOptions();
        configure?.Invoke(options);
        try
        {
            var session = await Sessions.OfAsync(options.Ground, cancel);
            var start = new GroundStart(options.Now, options.Seed) { Shape = options.Shape };
            return new EsoWorld(await session.OpenAsync(start, cancel), options);
        }
        catch (GroundUnavailableException e)
        {
            throw new EsoGroundException(e.Message, e);
        }
    }

    /// <summary>Expects a Kubernetes Secret; say what of it, then await it.</summary>
    public SecretExpectation ExpectSecret(string ns, string name) => new(steps, ns, name);

    /// <summary>Expects an ExternalSecret's condition Ready; True unless said otherwise. Await it.</summary>
    public ConditionExpectation ExpectExternalSecret(string ns, string name) => new(steps, "ExternalSecret", ns, name);

    /// <summary>Expects a condition of any object, <c>Ready=True</c> unless said otherwise. Await it.</summary>
    /// <param name="kind">The kind, e.g. <c>ClusterSecretStore</c>.</param>
    /// <param name="ns">The namespace; anything for cluster-wide kinds.</param>
    /// <param name="name">The object's name.</param>
    public ConditionExpectation ExpectCondition(string kind, string ns, string name) => new(steps, kind, ns, name);

    /// <summary>Expects an event about an object. Await it.</summary>
    public EventExpectation ExpectEvent(string kind, string ns, string name, string reason) => new(steps, kind, ns, name, reason);

    /// <summary>Waits until nothing is under way in the whole world.</summary>
    public Task SettleAsync(CancellationToken cancel = default) => Ground.SettleAsync(cancel);

    /// <summary>Stops the operator and starts a new one on the same world.</summary>
    public Task RestartOperatorAsync(CancellationToken cancel = default) => Ground.RestartOperatorAsync(cancel);

    /// <summary>
    /// Runs the steps of a scenario file in this world, as it is. <see cref="EsoScenarios"/> runs scenarios each in the
    /// world it asks for, with the checks that are made after every scenario.
    /// </summary>
    /// <param name="file">The file; a relative name is looked up beside the calling source file, then here.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <param name="caller">Left to the compiler.</param>
    /// <exception cref="EsoExpectationException">A step failed, or the scenario wants another world than this.</exception>
    /// <exception cref="EsoGroundException">It needs what this ground does not offer.</exception>
    public async Task RunScenarioAsync(string file, CancellationToken cancel = default, [CallerFilePath] string caller = "")
    {
        IReadOnlyList<Scenario> scenarios;
        try
        {
            scenarios = ScenarioLoader.LoadAll([BesideCaller.Find(file, caller)], fresh: false);
        }
        catch (ScenarioError e)
        {
            throw new EsoExpectationException(e.Message, e);
        }

        foreach (var scenario in scenarios)
        {
            if (scenario.World != new WorldSettings() || (scenario.Now is { } now && now != Clock.Now))
            {
                throw new EsoExpectationException(
                    $"'{scenario.Name}' asks for a world of its own ('world' or 'now'): run it by {nameof(EsoScenarios)}");
            }

            await steps.RunAsync(scenario, cancel);
        }
    }

    /// <summary>
    /// Does one step of the scenario language, for what has no member here: <c>killOperator</c>, <c>expectCost</c>,
    /// <c>expectMetric</c>, … docs/scenario-reference.md lists them with their keys.
    /// </summary>
    /// <param name="step">The step, e.g. <c>expectAwsCalls</c>.</param>
    /// <param name="keys">
    /// Its keys as an (anonymous) object, e.g. <c>new { operation = "*.Get*", atMost = 3 }</c>; or the text of its short form.
    /// </param>
    /// <param name="within">How long an expectation may take on the world's clock.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <exception cref="EsoExpectationException">It does not hold, or there is no such step or key.</exception>
    public Task StepAsync(string step, object? keys = null, TimeSpan? within = null, CancellationToken cancel = default) =>
        steps.RunAsync(step, keys, within, cancel);

    /// <summary>
    /// Compares an object with its approved file <c>Test.Method.Kind-name.approved.yaml</c> beside the test: values are
    /// masked, ids and times are placeholders. With <c>ESO_ACCEPT=1</c> the file is written instead.
    /// </summary>
    /// <param name="kind">The kind, e.g. <c>Secret</c>.</param>
    /// <param name="ns">The namespace; anything for cluster-wide kinds.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="member">Left to the compiler.</param>
    /// <exception cref="EsoExpectationException">It differs, is absent, or has no approved file yet.</exception>
    public async Task MatchSnapshotAsync(
        string kind, string ns, string name, CancellationToken cancel = default,
        [CallerFilePath] string file = "", [CallerMemberName] string member = "")
    {
        await Ground.SettleAsync(cancel);
        var found = await Ground.Kubernetes.GetAsync(StepRun.Key(kind, ns, name), cancel)
            ?? throw new EsoExpectationException($"{kind} {ns}/{name} is not there: nothing to compare with the snapshot");
        new ApprovedFile(file, member, $"{kind}-{name}").Match([found]);
    }

    /// <summary>As <see cref="MatchSnapshotAsync"/> for all Secrets and ExternalSecrets of a namespace, in one file.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="member">Left to the compiler.</param>
    public async Task MatchNamespaceSnapshotAsync(
        string ns, CancellationToken cancel = default, [CallerFilePath] string file = "", [CallerMemberName] string member = "")
    {
        await Ground.SettleAsync(cancel);
        var found = await Ground.Kubernetes.ListAsync("external-secrets.io/v1", "ExternalSecret", ns, cancel);
        var secrets = await Ground.Kubernetes.ListAsync("v1", "Secret", ns, cancel);
        new ApprovedFile(file, member, ns).Match([.. found, .. secrets]);
    }

    /// <summary>Ends the world: nothing of it is left running.</summary>
    public ValueTask DisposeAsync() => Ground.DisposeAsync();
}
