using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Eso.Emulator.Doors;
using Eso.Testing;
using Microsoft.AspNetCore.Http;

namespace Eso.Integration.Faults;

/// <summary>A world with callers in it to whom faults happen; each method tells in a word or two what its caller saw.</summary>
internal sealed partial class ProbeWorld : IAsyncDisposable
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    /// <summary>Real time in which what should come comes, on whatever machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Real time after which nothing is taken to come any more.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);
    private KestrelDoor? webhook;
    private KubeProbe.Watch? watch;

    private ProbeWorld(EsoWorld world)
    {
        World = world;
        Kube = new KubeProbe(world);
    }

    public EsoWorld World { get; }

    public KubeProbe Kube { get; }

    public static async Task<ProbeWorld> StartAsync(bool leaderElection) => new(await EsoWorld.StartAsync(o => o.LeaderElection = leaderElection));

    public async ValueTask DisposeAsync()
    {
        watch?.Dispose();
        Kube.Dispose();
        await World.DisposeAsync();
        await (webhook?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>A call of AWS as the tests make them: as the scenario itself, which faults must name to meet it.</summary>
    public async Task<string> AwsAsync()
    {
        try
        {
            await World.Aws.CallAsync("secretsmanager", "ListSecrets", []);
            return "200";
        }
        catch (EsoAwsException e)
        {
            return $"{e.Status} {e.Code}";
        }
    }

    public async Task<string> ReadParameterAsync(string name)
    {
        await World.Aws.PutParameterAsync(name, "new");
        return (string)(await World.Aws.CallAsync("ssm", "GetParameter", new JsonObject { ["Name"] = name, ["WithDecryption"] = true }))["Parameter"]!["Value"]!;
    }

    public async Task<string> WriteParameterAsync(string name)
    {
        var answered = "answered";
        try
        {
            await World.Aws.PutParameterAsync(name, "x");
        }
        catch (EsoAwsException e) when (e.Code == "Unreachable")
        {
            answered = "cut";
        }

        var found = await World.Aws.CallAsync("ssm", "GetParameters", new JsonObject { ["Names"] = new JsonArray(name) });
        return $"{answered}, {(found["Parameters"]!.AsArray().Count == 1 ? "done" : "not done")}";
    }

    /// <summary>When an answer comes, on the world's clock; <c>never</c> takes a moment of silence.</summary>
    public async Task<string> SlowAsync(bool ends, Func<Task<string>> call)
    {
        var answer = call();
        if (!await IsHeldAsync(answer))
        {
            await answer;
            return "at once";
        }

        await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(2.9));
        if (await EndsAsync(answer, Silence))
        {
            return "early";
        }

        await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(0.1));
        return await EndsAsync(answer, ends ? Patience : Silence) ? "after 3 s" : "never";
    }

    public Task<string> GetAsync(string name) => StatusAsync(Kube.SendAsync("GET", name == "default" ? "/api/v1/namespaces/default" : $"{ConfigMaps}/{name}"));

    public async Task<string> CreateAsync(string name)
    {
        var created = await Kube.SendAsync("POST", ConfigMaps, KubeProbe.ConfigMap(name));
        var seen = created.StartsWith("429 retry", StringComparison.Ordinal) || created == "cut" ? created : created[..3];
        return $"{seen}, then {await GetAsync(name)}";
    }

    public async Task BeginWatchAsync()
    {
        watch?.Dispose();
        watch = await Kube.WatchAsync();
    }

    /// <summary>What a running watch brings of two objects that are made.</summary>
    /// <param name="n">Makes names of its own.</param>
    /// <param name="awaited">What should come: so much is waited for, and a moment of silence after it.</param>
    /// <param name="advance">Seconds that the clock goes on between the two.</param>
    public async Task<string> WatchedAsync(string n, string awaited, int advance)
    {
        if (n.EndsWith("-after", StringComparison.Ordinal))
        {
            await BeginWatchAsync();
        }

        await Kube.SendAsync("POST", ConfigMaps, KubeProbe.ConfigMap($"first-{n}"));
        var seen = new List<string>();
        if (advance > 0)
        {
            // Who is cut has seen what came before, and sees the rest by a new watch.
            seen.AddRange(await watch!.TakeAsync(1, Patience));
            await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(advance));
            if (await watch!.TakeAsync(1, awaited.Contains("cut", StringComparison.Ordinal) ? Patience : Silence) is ["cut"])
            {
                seen.Add("cut");
                await BeginWatchAsync();
            }
        }

        await Kube.SendAsync("POST", ConfigMaps, KubeProbe.ConfigMap($"last-{n}"));
        var more = awaited.Split(", ").Count(a => a != "silence") - seen.Count;
        seen.AddRange(await watch!.TakeAsync(more, Patience));
        seen.AddRange(await watch!.TakeAsync(4, Silence));
        var told = seen.Select(s => s.Split('-')[0]).ToList();
        return string.Join(", ", told.Count > 1 && told[^1] == "silence" ? told.SkipLast(1) : told);
    }

    public async Task InstallWebhookAsync()
    {
        if (webhook is not null)
        {
            return;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(World.Clock.Now.AddYears(-1), World.Clock.Now.AddYears(50));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        webhook = await KestrelDoor.StartAsync(AdmitAsync, "127.0.0.1", 0, certificate);
        await World.Kubernetes.ApplyAsync($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: { name: probe }
            webhooks:
              - name: probe.example.com
                admissionReviewVersions: [v1]
                sideEffects: None
                timeoutSeconds: 3
                clientConfig: { url: "{{webhook.Url}}/", caBundle: {{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()))}} }
                rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }]
            """);
    }

    public async Task<string> AdmittedAsync(string name)
    {
        var sent = Kube.SendAsync("POST", ConfigMaps, KubeProbe.ConfigMap(name));
        if (await IsHeldAsync(sent) && !sent.IsCompleted)
        {
            await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(30));
        }

        var seen = await sent;
        string[] known = ["context deadline exceeded", "connection refused", "x509: certificate signed by unknown authority"];
        return known.FirstOrDefault(k => seen.Contains(k, StringComparison.Ordinal)) ?? seen;
    }

    private static async Task AdmitAsync(HttpContext http)
    {
        var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = new JsonObject { ["uid"] = review["request"]!["uid"]!.DeepClone(), ["allowed"] = true },
        }.ToJsonString());
    }

    private static async Task<string> StatusAsync(Task<string> answer) => await answer is { Length: > 3 } told ? told[..3] : await answer;

    /// <summary>Waits until a request has met a fault, or has ended without; whether it has met one.</summary>
    private async Task<bool> IsHeldAsync(Task answer)
    {
        while (!await EndsAsync(answer, TimeSpan.FromMilliseconds(5)))
        {
            if (World.Faults.InForce.Any(f => f.Hits > 0))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> EndsAsync(Task task, TimeSpan within)
    {
        try
        {
            await task.WaitAsync(within, Harness.World.Machine);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
