using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;
using Microsoft.AspNetCore.Http;

namespace Eso.Integration.Kubernetes.Truth;

/// <summary>The embedded API server behind a real TLS socket, and the webhook that cases let it call.</summary>
internal sealed class TruthServer : IAsyncDisposable
{
    private readonly KubeServer server;
    private readonly KestrelDoor door;
    private readonly KestrelDoor hook;
    private readonly CertificateAuthority hookAuthority;

    private TruthServer(KubeServer server, KestrelDoor door, KestrelDoor hook, CertificateAuthority hookAuthority, Webhook webhook)
    {
        this.server = server;
        this.door = door;
        this.hook = hook;
        this.hookAuthority = hookAuthority;
        Hook = webhook;
    }

    public string Url => door.Url;

    public Webhook Hook { get; }

    public string HookUrl => hook.Url;

    public string HookCa => Convert.ToBase64String(Encoding.ASCII.GetBytes(hookAuthority.Pem));

    /// <summary>A bug of the server's that a request ran into.</summary>
    public Exception? LastFailure => server.LastFailure;

    public static async Task<TruthServer> StartAsync(TimeProvider clock)
    {
        var options = new KubeServerOptions
        {
            Issuer = "https://kubernetes.default.svc",
            // Without kubelet, as recorded: fresh Pods stay unscheduled for as long as a case looks at them.
            PodScheduleDelay = TimeSpan.FromMilliseconds(300),
        };
        var server = new KubeServer(options, clock, new Entropy(7), new Journal(), new Activity());
        await server.StartAsync();
        var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0, server.Certificates.Server([]));
        server.Url = door.Url;
        var authority = new CertificateAuthority();
        var webhook = new Webhook(clock);
        var hook = await KestrelDoor.StartAsync(webhook.AnswerAsync, "127.0.0.1", 0, authority.Server([]));
        return new TruthServer(server, door, hook, authority, webhook);
    }

    /// <summary>A client with the administrator's certificate, or with none.</summary>
    public HttpClient Client(bool administrator)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
#pragma warning disable CA5359 // Who the server is, is not what the cases are about.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        if (administrator)
        {
            handler.SslOptions.ClientCertificates = new X509CertificateCollection
            {
                server.Certificates.Client("kubernetes-admin", "system:masters"),
            };
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60), DefaultRequestVersion = HttpVersion.Version11 };
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await hook.DisposeAsync();
        await server.DisposeAsync();
        hookAuthority.Dispose();
    }

    /// <summary>Keeps each review by path and answers as the case said.</summary>
    internal sealed class Webhook(TimeProvider clock)
    {
        private readonly ConcurrentDictionary<string, JsonObject> answers = new();
        private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonObject>> seen = new();

        public void Set(string path, JsonObject answer)
        {
            answers[path] = answer;
            seen[path] = new ConcurrentQueue<JsonObject>();
        }

        public JsonArray Seen(string path) =>
            new(seen.GetValueOrDefault(path)?.Select(s => (JsonNode?)s.DeepClone()).ToArray() ?? []);

        public async Task AnswerAsync(HttpContext context)
        {
            var review = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            var path = context.Request.Path.Value!;
            seen.GetOrAdd(path, _ => new ConcurrentQueue<JsonObject>()).Enqueue(new JsonObject
            {
                ["contentType"] = context.Request.ContentType,
                ["userAgent"] = context.Request.Headers.UserAgent.ToString().Split('/')[0],
                ["accept"] = context.Request.Headers.Accept.ToString(),
                ["query"] = context.Request.QueryString.Value!.TrimStart('?'),
                ["review"] = review,
            });
            var answer = answers.TryGetValue(path, out var said) ? said.DeepClone().AsObject() : new JsonObject { ["allowed"] = true };
            if (answer["delayMs"] is { } delay)
            {
                answer.Remove("delayMs");
                await Task.Delay(TimeSpan.FromMilliseconds(delay.GetValue<int>()), clock, context.RequestAborted);
            }

            context.Response.StatusCode = answer["httpStatus"]?.GetValue<int>() ?? 200;
            context.Response.ContentType = "application/json";
            answer.Remove("httpStatus");
            await context.Response.WriteAsync(Body(review, answer));
        }

        private static string Body(JsonObject review, JsonObject answer)
        {
            if (answer["patch"] is { } patch)
            {
                answer["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString()));
            }

            if (answer["raw"] is { } raw)
            {
                return raw is JsonValue ? raw.ToString() : raw.ToJsonString();
            }

            var response = new JsonObject { ["uid"] = review["request"]!["uid"]!.DeepClone() };
            foreach (var (key, value) in answer)
            {
                response[key] = value?.DeepClone();
            }

            return new JsonObject
            {
                ["apiVersion"] = review["apiVersion"]!.DeepClone(),
                ["kind"] = review["kind"]!.DeepClone(),
                ["response"] = response,
            }.ToJsonString();
        }
    }
}
