namespace Eso.Integration.Faults;

/// <summary>What shows that a fault bites: who meets it, and what they see with and without it.</summary>
/// <param name="Keys">The fault's keys, as JSON.</param>
/// <param name="Bitten">What is seen under the fault.</param>
/// <param name="Unharmed">What is seen without it.</param>
/// <param name="See">Does something that the fault should spoil, and tells how it went; <c>n</c> makes names of its own.</param>
internal sealed record FaultProbe(string Keys, string Bitten, string Unharmed, Func<ProbeWorld, string, Task<string>> See)
{
    private const string Unwatched = "first, last";

    /// <summary>Done before the fault comes: what it is to spoil must be there.</summary>
    public Func<ProbeWorld, string, Task> Prepare { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Kinds of which one probe is not enough carry a word behind a slash.</summary>
    public static readonly IReadOnlyDictionary<string, FaultProbe> All = new Dictionary<string, FaultProbe>(StringComparer.Ordinal)
    {
        ["awsError"] = Aws("""{"code":"AccessDeniedException","status":400,"message":"no"}""", "400 AccessDeniedException"),
        ["awsError/any code"] = Aws("""{"code":"InternalServiceError"}""", "500 InternalServiceError"),
        ["awsThrottle"] = Aws("{}", "400 ThrottlingException"),
        ["awsExpiredCredentials"] = Aws("{}", "400 ExpiredTokenException"),
        ["awsClockSkew"] = Aws("""{"by":"6m"}""", "400 InvalidSignatureException"),
        ["awsClockSkew/behind"] = Aws("""{"by":"6m","behind":true}""", "400 InvalidSignatureException"),
        ["awsStaleReads"] = new("{}", "old", "new", (w, n) => w.ReadParameterAsync(n))
        {
            Prepare = (w, n) => w.World.Aws.PutParameterAsync(n, "old"),
        },
        ["connectionReset"] = new("""{"on":{"operation":"ssm.PutParameter"}}""", "cut, not done", "answered, done", (w, n) => w.WriteParameterAsync(n)),
        ["lostAcknowledgement"] = new("""{"on":{"operation":"ssm.PutParameter"}}""", "cut, done", "answered, done", (w, n) => w.WriteParameterAsync(n)),
        ["latency"] = new("""{"by":"3s","on":{"operation":"*"}}""", "after 3 s", "at once", (w, _) => w.SlowAsync(true, w.AwsAsync)),
        ["noAnswer"] = new("""{"on":{"operation":"*"}}""", "never", "at once", (w, _) => w.SlowAsync(false, w.AwsAsync)),
        ["connectionReset/kube"] = Kube("""{"on":{"verb":"create"}}""", "cut, then 404"),
        ["lostAcknowledgement/kube"] = Kube("""{"on":{"verb":"create"}}""", "cut, then 200"),
        ["latency/kube"] = new("""{"by":"3s","on":{"verb":"get"}}""", "after 3 s", "at once", (w, _) => w.SlowAsync(true, () => w.GetAsync("default"))),
        ["noAnswer/kube"] = new("""{"on":{"verb":"get"}}""", "never", "at once", (w, _) => w.SlowAsync(false, () => w.GetAsync("default"))),
        ["kubeError"] = Kube("""{"status":500,"on":{"verb":"create"}}""", "500, then 404"),
        ["kubeError/409"] = Kube("""{"status":409,"on":{"verb":"create"}}""", "409, then 404"),
        ["kubeError/410"] = Kube("""{"status":410,"on":{"verb":"create"}}""", "410, then 404"),
        ["kubeError/429"] = Kube("""{"status":429,"retryAfterSeconds":7,"on":{"verb":"create"}}""", "429 retry after 7, then 404"),
        ["kubeError/503"] = Kube("""{"status":503,"on":{"verb":"create"}}""", "503, then 404"),
        ["kubeStaleReads"] = new("""{"on":{"caller":"probe*"}}""", "404", "200", async (w, n) =>
        {
            await w.Kube.SendAsync("POST", ProbeWorld.ConfigMaps, KubeProbe.ConfigMap(n));
            return await w.GetAsync(n);
        }),
        ["watchClosed"] = Watch("""{"lifetime":"10s"}""", "first, cut, last", advance: 10),
        ["watchStalled"] = Watch("{}", "silence"),
        ["watchDuplicated"] = Watch("{}", "first, first, last, last"),
        ["watchReordered"] = Watch("{}", "last, first"),
        ["watchBookmarksOnly"] = Watch("{}", "silence"),
        ["watchSilent"] = Watch("{}", "silence"),
        ["eventsDropped"] = Watch("""{"on":{"resource":"configmaps","name":"first*"}}""", "last"),
        ["webhookSlow"] = Webhook("""{"by":"20s"}""", "context deadline exceeded"),
        ["webhookDown"] = Webhook("{}", "connection refused"),
        ["webhookWrongCertificate"] = Webhook("{}", "x509: certificate signed by unknown authority"),
        ["operatorCrash"] = Operator("""{"restart":false,"on":{"resource":"secrets"}}""", "not written, operator gone"),
        ["operatorCrash/after"] = Operator("""{"at":"After","restart":false,"on":{"resource":"secrets"}}""", "written, operator gone"),
        ["operatorPause"] = Operator("""{"for":"40s","on":{"resource":"secrets"}}""", "written, operator still for 40 s"),
        ["leadershipLost"] = new("""{"count":1,"on":{"resource":"secrets"}}""", "another leads", "the same leads", (w, n) => w.LeadsAsync(n))
        {
            Prepare = (w, n) => w.SyncedAsync(n),
        },
        ["twoLeaders"] = new("{}", "200, 200", "200, 409", (w, n) => w.RenewTwiceAsync(n)),
    };

    private static FaultProbe Aws(string keys, string bitten) => new(keys, bitten, "200", (w, _) => w.AwsAsync());

    private static FaultProbe Kube(string keys, string bitten) => new(keys, bitten, "201, then 200", (w, n) => w.CreateAsync(n));

    private static FaultProbe Watch(string keys, string bitten, int advance = 0) =>
        new(keys, bitten, Unwatched, (w, n) => w.WatchedAsync(n, n.EndsWith("-after", StringComparison.Ordinal) ? Unwatched : bitten, advance))
        {
            Prepare = (w, _) => w.BeginWatchAsync(),
        };

    private static FaultProbe Webhook(string keys, string bitten) =>
        new(keys, bitten, "201", (w, n) => w.AdmittedAsync(n)) { Prepare = (w, _) => w.InstallWebhookAsync() };

    private static FaultProbe Operator(string keys, string bitten) =>
        new(keys, bitten, "written, operator there", (w, n) => w.OperatesAsync(n)) { Prepare = (w, n) => w.SyncedAsync(n) };
}
