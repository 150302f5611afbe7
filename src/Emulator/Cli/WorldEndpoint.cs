using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Cli;

/// <summary>The control endpoint of a running world, as commands of another process reach it.</summary>
internal static class WorldEndpoint
{
    public static Option<string> Option() => new("--endpoint")
    {
        Description = "Where the world listens: the AWS endpoint that eso up printed",
        DefaultValueFactory = _ => "http://127.0.0.1:4566",
    };

    /// <summary>Asks; the answer is JSON.</summary>
    /// <exception cref="UsageError">Nobody is there, or the world refuses: its own words.</exception>
    public static async Task<JsonObject> AskAsync(
        string endpoint, HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var at) || at.Scheme is not ("http" or "https"))
        {
            throw new UsageError($"--endpoint must be a URL such as http://127.0.0.1:4566, found '{endpoint}'");
        }

        using var handler = new SocketsHttpHandler { UseProxy = !at.IsLoopback };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(method, new Uri(at, path));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        string text;
        bool succeeded;
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            text = await answer.Content.ReadAsStringAsync(cancel);
            succeeded = answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            throw new UsageError($"no world answers at {endpoint}; start one with eso up, or name it with --endpoint");
        }

        var told = Parse(text);
        return succeeded && told is not null
            ? told
            : throw new UsageError(told?["error"]?.ToString() ?? $"{endpoint} is not a world's endpoint");
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
