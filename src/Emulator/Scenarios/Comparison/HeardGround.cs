using System.Text.Json.Nodes;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Kubernetes;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>A ground whose scenario's calls are heard: what was asked and how it was answered.</summary>
internal sealed class HeardGround : IGround
{
    private const int CallsMax = 10_000;
    private readonly IGround inner;
    private readonly Lock gate = new();
    private readonly HashSet<string> namespaces = new(StringComparer.Ordinal);
    private List<ObservedCall> calls = [];

    public HeardGround(IGround inner)
    {
        this.inner = inner;
        Kubernetes = new HeardKubernetes(this);
        Aws = new HeardAws(this);
    }

    /// <summary>The ground as it is, for those who look without being heard.</summary>
    public IGround Inner => inner;

    public string Name => inner.Name;

    public IReadOnlySet<Need> Offers => inner.Offers;

    public int Seed => inner.Seed;

    public TimeProvider Clock => inner.Clock;

    public IKubernetesAccess Kubernetes { get; }

    public IAwsAccess Aws { get; }

    public Journal.Journal? Journal => inner.Journal;

    public FaultBoard? Faults => inner.Faults;

    public string? Issuer => inner.Issuer;

    public string NamespaceOf(string ns) => inner.NamespaceOf(ns);

    public IReadOnlyList<string>? OperatorLogs => inner.OperatorLogs;

    public string? CommandKubeconfig => inner.CommandKubeconfig;

    public IReadOnlyDictionary<string, string> CommandEnvironment => inner.CommandEnvironment;

    /// <summary>Namespaces the scenario has named so far.</summary>
    public IReadOnlySet<string> Namespaces
    {
        get
        {
            lock (gate)
            {
                return namespaces.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The calls since the last time this was asked, each once.</summary>
    public IReadOnlyList<ObservedCall> TakeCalls()
    {
        lock (gate)
        {
            var taken = calls;
            calls = [];
            return [.. taken.DistinctBy(c => (c.What, c.Status, c.Text))];
        }
    }

    public Task SettleAsync(CancellationToken cancel) => inner.SettleAsync(cancel);

    public Task AdvanceAsync(TimeSpan by, CancellationToken cancel) => inner.AdvanceAsync(by, cancel);

    public Task<T?> UntilAsync<T>(Func<Task<T?>> whyNot, TimeSpan? within, CancellationToken cancel)
        where T : class => inner.UntilAsync(whyNot, within, cancel);

    public Task RestartOperatorAsync(CancellationToken cancel) => inner.RestartOperatorAsync(cancel);

    public Task StopOperatorAsync(bool kill, CancellationToken cancel) => inner.StopOperatorAsync(kill, cancel);

    public Task StartOperatorAsync(bool? leaderElection, CancellationToken cancel) => inner.StartOperatorAsync(leaderElection, cancel);

    public Task PauseOperatorAsync(bool pause, CancellationToken cancel) => inner.PauseOperatorAsync(pause, cancel);

    public Task<JsonObject> UsageAsync(CancellationToken cancel) => inner.UsageAsync(cancel);

    public Task<JsonObject> ExplainAccessAsync(
        string principal, string action, string resource, IReadOnlyDictionary<string, string> conditions, CancellationToken cancel) =>
        inner.ExplainAccessAsync(principal, action, resource, conditions, cancel);

    public void RegisterRotation(string name, Func<RotationFunctions, IRotationFunction> make) => inner.RegisterRotation(name, make);

    public Task<string> MetricsAsync(CancellationToken cancel) => inner.MetricsAsync(cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> HeardAsync<T>(string what, Func<Task<T>> call, Func<T, IReadOnlyList<string>> answer)
    {
        try
        {
            var found = await call();
            Add(new ObservedCall(what, "ok", "", answer(found)));
            return found;
        }
        catch (KubeException e)
        {
            Add(new ObservedCall(what, $"{e.Code} {e.Reason}", StableText.Of(e.Message), []));
            throw;
        }
        catch (AwsRefusedException e)
        {
            Add(new ObservedCall(what, $"{e.Status} {e.Code}", StableText.Of(e.Text), []));
            throw;
        }
    }

    private void Add(ObservedCall call)
    {
        lock (gate)
        {
            if (calls.Count < CallsMax)
            {
                calls.Add(call);
            }
        }
    }

    private void Named(string? ns)
    {
        lock (gate)
        {
            namespaces.Add(ns ?? "default");
        }
    }

    /// <summary>Reads are asked until they please: only what changes something is heard.</summary>
    private sealed class HeardKubernetes(HeardGround ground) : IKubernetesAccess
    {
        private readonly IKubernetesAccess inner = ground.inner.Kubernetes;

        public Task<JsonObject?> GetAsync(ObjectKey key, CancellationToken cancel)
        {
            ground.Named(key.Namespace);
            return inner.GetAsync(key, cancel);
        }

        public Task<IReadOnlyList<JsonObject>> ListAsync(string apiVersion, string kind, string? ns, CancellationToken cancel) =>
            inner.ListAsync(apiVersion, kind, ns, cancel);

        public Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancel)
        {
            ground.Named((string?)manifest["kind"] == "Namespace" ? (string?)manifest["metadata"]?["name"] : (string?)manifest["metadata"]?["namespace"]);
            return ground.HeardAsync($"apply {Manifests.Describe(manifest)}", () => inner.ApplyAsync(manifest, cancel), Shape.Object);
        }

        public Task<JsonObject> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancel) =>
            ground.HeardAsync($"patch {key}", () => inner.MergePatchAsync(key, patch, cancel), Shape.Object);

        public Task<bool> DeleteAsync(ObjectKey key, CancellationToken cancel) =>
            ground.HeardAsync($"delete {key}", () => inner.DeleteAsync(key, cancel), found => [found ? "there" : "not there"]);

        public Task<string> LogsAsync(string ns, string pod, string? container, CancellationToken cancel) =>
            inner.LogsAsync(ns, pod, container, cancel);
    }

    private sealed class HeardAws(HeardGround ground) : IAwsAccess
    {
        private readonly IAwsAccess inner = ground.inner.Aws;

        public Task<JsonObject> CallAsync(string service, string operation, JsonObject request, string? region, CancellationToken cancel)
        {
            var about = (request["SecretId"] ?? request["Name"] ?? request["RoleName"])?.ToString() ?? "";
            return ground.HeardAsync(
                StableText.Of($"{service}.{operation} {about}".TrimEnd()), () => inner.CallAsync(service, operation, request, region, cancel), Shape.Members);
        }
    }
}
