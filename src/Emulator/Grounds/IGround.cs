using System.Text.Json.Nodes;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Grounds;

/// <summary>What a scenario may need of the ground it runs on; a ground without it skips the scenario with the reason.</summary>
internal enum Need
{
    /// <summary>Time can be moved by <c>advance</c>.</summary>
    Clock,

    /// <summary>Requests of both servers are recorded.</summary>
    Journal,

    /// <summary>Faults can be injected.</summary>
    Faults,

    /// <summary>IAM is enforced.</summary>
    Iam,

    /// <summary>The operator's process is ours to stop and start.</summary>
    Operator,

    /// <summary>Pods run and have logs.</summary>
    Pods,

    /// <summary>The operator's metrics can be read.</summary>
    Metrics,

    /// <summary>What AWS is used for, and its price, is counted.</summary>
    Usage,

    /// <summary>Controllers run: each namespace gets its account and CA and can end, garbage is collected.</summary>
    Controllers,

    /// <summary>The API server is ours and can call its webhooks late, in vain or with distrust.</summary>
    Webhooks,

    /// <summary>AWS is the embedded one: it can answer from the past, and calls rotation functions of the scenario's.</summary>
    OwnAws,
}

/// <summary>
/// A world a scenario runs in: a Kubernetes API, an AWS, an operator, a clock. One small class each; everything a step
/// does goes through here, so that it means the same on every ground.
/// </summary>
internal interface IGround : IAsyncDisposable
{
    /// <summary>The name <c>--ground</c> takes.</summary>
    string Name { get; }

    IReadOnlySet<Need> Offers { get; }

    /// <summary>The seed ids and chance were drawn from.</summary>
    int Seed { get; }

    TimeProvider Clock { get; }

    IKubernetesAccess Kubernetes { get; }

    IAwsAccess Aws { get; }

    /// <summary>The journal of both servers; null where the ground keeps none.</summary>
    Journal.Journal? Journal { get; }

    /// <summary>The faults in force; null where the ground cannot misbehave on purpose.</summary>
    Faults.FaultBoard? Faults { get; }

    /// <summary>Waits until nothing is under way, as far as the ground can tell.</summary>
    Task SettleAsync(CancellationToken cancel);

    /// <summary>Moves the world's time, quiet to quiet.</summary>
    Task AdvanceAsync(TimeSpan by, CancellationToken cancel);

    /// <summary>
    /// Asks until the answer is null (it holds) or <paramref name="within"/> of the world's time is over; null: the
    /// ground's own patience. The last reason why it does not hold, or null.
    /// </summary>
    Task<T?> UntilAsync<T>(Func<Task<T?>> whyNot, TimeSpan? within, CancellationToken cancel)
        where T : class;

    /// <summary>Stops the operator and starts another on the same world.</summary>
    Task RestartOperatorAsync(CancellationToken cancel);

    /// <summary>Stops the operator without starting another; <paramref name="kill"/>: as a crash, nothing more gets out.</summary>
    Task StopOperatorAsync(bool kill, CancellationToken cancel) => throw Lacking("stop the operator");

    /// <summary>Starts one more operator.</summary>
    /// <param name="leaderElection">Whether it competes for the Lease; null: as the world's settings say.</param>
    /// <param name="cancel">Gives up.</param>
    Task StartOperatorAsync(bool? leaderElection, CancellationToken cancel) => throw Lacking("start operators");

    /// <summary>The operator stands still (true) or goes on (false).</summary>
    Task PauseOperatorAsync(bool pause, CancellationToken cancel) => throw Lacking("pause the operator");

    /// <summary>The cluster's issuer of ServiceAccount tokens, where AWS can be told to trust it; null where it cannot.</summary>
    string? Issuer => null;

    /// <summary>The name a scenario's namespace really has, for those who are told it by other ways: AWS's policies.</summary>
    string NamespaceOf(string ns) => ns;

    /// <summary>Every line the operators have logged; null where nobody keeps them.</summary>
    IReadOnlyList<string>? OperatorLogs => null;

    /// <summary>What AWS has been used for and would charge, as <c>GET /_eso/usage</c> tells it.</summary>
    Task<JsonObject> UsageAsync(CancellationToken cancel) => throw Lacking("tell what AWS would charge");

    /// <summary>Whether IAM lets somebody do something, and by which statement, as <c>GET /_eso/iam/explain</c> tells it.</summary>
    Task<JsonObject> ExplainAccessAsync(
        string principal, string action, string resource, IReadOnlyDictionary<string, string> conditions, CancellationToken cancel) =>
        throw Lacking("explain IAM's decisions");

    /// <summary>Registers a rotation function under a name.</summary>
    void RegisterRotation(string name, Func<RotationFunctions, IRotationFunction> make) => throw Lacking("call rotation functions of yours");

    private NotSupportedException Lacking(string what) => new($"the ground '{Name}' does not {what}");

    /// <summary>The operators' metrics pages, one after the other.</summary>
    Task<string> MetricsAsync(CancellationToken cancel) =>
        throw Lacking("read the operator's metrics");

    /// <summary>A kubeconfig for a command run beside the scenario; null where there is none.</summary>
    string? CommandKubeconfig => null;

    /// <summary>Endpoints and credentials for a command run beside the scenario.</summary>
    IReadOnlyDictionary<string, string> CommandEnvironment { get; }
}

/// <summary>The Kubernetes calls that steps make. Absent objects are null, refusals are exceptions with the server's text.</summary>
internal interface IKubernetesAccess
{
    Task<JsonObject?> GetAsync(ObjectKey key, CancellationToken cancel);

    Task<IReadOnlyList<JsonObject>> ListAsync(string apiVersion, string kind, string? ns, CancellationToken cancel);

    /// <summary>Creates or updates by server-side apply, forced.</summary>
    Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancel);

    Task<JsonObject> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancel);

    /// <summary>Deletes in the background; absent is success and false.</summary>
    Task<bool> DeleteAsync(ObjectKey key, CancellationToken cancel);

    /// <summary>A container's log so far.</summary>
    Task<string> LogsAsync(string ns, string pod, string? container, CancellationToken cancel);
}

/// <summary>Names one object.</summary>
internal sealed record ObjectKey(string ApiVersion, string Kind, string? Namespace, string Name)
{
    /// <summary>The key of a whole object.</summary>
    public static ObjectKey Of(JsonObject found) => new(
        (string)found["apiVersion"]!, (string)found["kind"]!, (string?)found["metadata"]?["namespace"], (string)found["metadata"]!["name"]!);

    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>The AWS calls that steps make, by operation name, as JSON.</summary>
internal interface IAwsAccess
{
    /// <param name="service"><c>secretsmanager</c>, <c>ssm</c>, <c>sts</c> or <c>iam</c>.</param>
    /// <param name="operation">The operation's name in the service model.</param>
    /// <param name="request">The request's members.</param>
    /// <param name="region">The region; null: the ground's default.</param>
    /// <exception cref="AwsRefusedException">AWS answered with an error.</exception>
    Task<JsonObject> CallAsync(string service, string operation, JsonObject request, string? region, CancellationToken cancel);
}

/// <summary>AWS refused a step's call; code and text as sent.</summary>
internal sealed class AwsRefusedException(string operation, string code, int status, string text)
    : Exception($"AWS refused {operation}: {code} ({status}): {text}")
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>The text as AWS gave it.</summary>
    public string Text { get; } = text;
}
