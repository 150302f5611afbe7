using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;

namespace Eso.Unit.Emulator.Aws;

/// <summary>An embedded AWS on a manual clock, spoken to in bytes without sockets.</summary>
internal sealed class AwsBench : IDisposable
{
    private readonly HttpMessageInvoker http;

    public AwsBench(AwsServerOptions? options = null)
    {
        Clock = new WorldClock(
            ClockMode.Manual, DateTimeOffset.Parse("2026-01-01T10:00:00Z"), Activity, TimeProvider.System);
        Server = new AwsServer(options ?? new AwsServerOptions(), Clock, new Entropy(7), Journal, Activity);
        http = new HttpMessageInvoker(new InMemoryDoor(Server.Pipeline));
    }

    public Activity Activity { get; } = new();

    public Journal Journal { get; } = new();

    public WorldClock Clock { get; }

    public AwsServer Server { get; }

    public async Task<(int Status, JsonObject Body)> CallAsync(
        string operation, string json, string key = "test", string region = "us-east-1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://aws/")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "secretsmanager." + operation);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync();
        return ((int)answer.StatusCode, body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject());
    }

    public async Task<JsonObject> OkAsync(string operation, string json)
    {
        var (status, body) = await CallAsync(operation, json);
        return status == 200 ? body : throw new InvalidOperationException($"{operation}: {body}");
    }

    public async Task<string> ErrorAsync(string operation, string json)
    {
        var (status, body) = await CallAsync(operation, json);
        return $"{status} {body["__type"]}: {body["Message"] ?? body["message"]}";
    }

    public void Dispose()
    {
        http.Dispose();
        Server.Dispose();
        Clock.Dispose();
    }
}
