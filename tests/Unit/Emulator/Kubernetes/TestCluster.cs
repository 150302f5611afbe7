using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;

namespace Eso.Unit.Emulator.Kubernetes;

/// <summary>An API server with all its controllers on a clock that stands still, spoken to over its in-memory door.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly Activity activity = new() { IsClosed = true };
    private readonly HttpClient http;

    private TestCluster(KubeServerOptions options)
    {
        Clock = new WorldClock(ClockMode.Manual, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), activity, TimeProvider.System);
        Server = new KubeServer(options, Clock, new Entropy(1), new Journal(), activity);
        http = new HttpClient(new InMemoryDoor(activity.Flow.Around(Server.Pipeline))) { BaseAddress = new Uri("http://kube.test") };
    }

    public WorldClock Clock { get; }

    public KubeServer Server { get; }

    public HttpClient Http => http;

    public static async Task<TestCluster> StartAsync(KubeServerOptions? options = null)
    {
        var cluster = new TestCluster(options ?? new KubeServerOptions { Authentication = false });
        await cluster.activity.Flow.RunAsync(() => cluster.Server.StartAsync());
        return cluster;
    }

    /// <summary>Sends a request and lets the world settle; the answer's JSON with its status code.</summary>
    public async Task<(int Code, JsonObject Body)> SendAsync(
        string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        await PassAsync(TimeSpan.Zero);
        return ((int)answer.StatusCode, JsonNode.Parse(text) as JsonObject ?? []);
    }

    public async Task<JsonObject> PostAsync(string path, string body)
    {
        var (code, made) = await SendAsync("POST", path, body, "application/yaml");
        return code is 201 or 200 ? made : throw new InvalidOperationException($"{code} {made.ToJsonString()}");
    }

    public async Task<JsonObject> GetAsync(string path) => (await SendAsync("GET", path)).Body;

    public async Task<List<JsonObject>> ListAsync(string path) =>
        [.. (await GetAsync(path))["items"]!.AsArray().Select(i => i!.AsObject())];

    /// <summary>Lets time pass, and all that falls due on the way be done.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Clock.AdvanceAsync(time);
        if (Server.LastFailure is { } failure)
        {
            throw new InvalidOperationException("The server ran into a bug of its own.", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
        Clock.Dispose();
    }
}
