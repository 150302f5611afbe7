using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Control;

/// <summary>One path of the control endpoint; one file in <c>Control/Endpoints</c>, found by convention.</summary>
internal interface IControlEndpoint
{
    /// <summary>GET or POST.</summary>
    string Method { get; }

    /// <summary>Without a trailing slash, e.g. <c>/_eso/clock</c>.</summary>
    string Path { get; }

    /// <summary>Largest body taken.</summary>
    int BodyBytesMax => 16 * 1024 * 1024;

    /// <summary>Answers with JSON; null is an empty object.</summary>
    /// <exception cref="ControlError">The request cannot be served as asked.</exception>
    Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel);
}

/// <summary>A request to the control endpoint.</summary>
/// <param name="World">The world it is about.</param>
/// <param name="Query">The query's values.</param>
/// <param name="Body">The JSON body; empty when there was none.</param>
internal sealed record ControlRequest(EmbeddedWorld World, IQueryCollection Query, JsonObject Body)
{
    /// <summary>Refuses members that the path does not know: a misspelt one would be taken for one left out.</summary>
    /// <exception cref="ControlError">There is one.</exception>
    public void Takes(params string[] members)
    {
        if (Body.Select(m => m.Key).FirstOrDefault(k => !members.Contains(k)) is { } unknown)
        {
            throw new ControlError(400, $"the body has no '{unknown}'{Nearest.Hint(unknown, members)}");
        }
    }
}

/// <summary>A control request that cannot be served: one sentence for people.</summary>
internal sealed class ControlError(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>
/// What stands before AWS on its port: <c>/_eso/</c>, and the paths that tools made for LocalStack and moto poll.
/// Everything else goes on to AWS.
/// </summary>
internal sealed class ControlPipeline(RequestDelegate aws)
{
    private static readonly IReadOnlyDictionary<string, IControlEndpoint> Endpoints = typeof(IControlEndpoint).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IControlEndpoint)))
        .Select(t => (IControlEndpoint)Activator.CreateInstance(t)!)
        .ToDictionary(e => $"{e.Method} {e.Path}", StringComparer.Ordinal);

    /// <summary>The world; null until it stands, and control requests wait outside (503).</summary>
    public EmbeddedWorld? World { get; set; }

    public Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        return path.StartsWith("/_eso", StringComparison.Ordinal) || path.StartsWith("/_localstack/", StringComparison.Ordinal)
            || path.StartsWith("/moto-api/", StringComparison.Ordinal)
            ? ControlAsync(http, path)
            : aws(http);
    }

    private async Task ControlAsync(HttpContext http, string path)
    {
        try
        {
            var trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
            if (!Endpoints.TryGetValue($"{http.Request.Method} {trimmed}", out var endpoint))
            {
                var other = Endpoints.Values.FirstOrDefault(e => e.Path == trimmed);
                throw other is null
                    ? new ControlError(404, $"there is no control path {trimmed}; known: {string.Join(", ", Endpoints.Keys.Order(StringComparer.Ordinal))}")
                    : new ControlError(405, $"{trimmed} takes {other.Method}, not {http.Request.Method}");
            }

            var world = World ?? throw new ControlError(503, "the world is still starting");
            var answer = await endpoint.HandleAsync(
                new ControlRequest(world, http.Request.Query, await BodyAsync(http, endpoint.BodyBytesMax)), http.RequestAborted);
            await WriteAsync(http, 200, answer ?? new JsonObject());
        }
        catch (ControlError error)
        {
            await WriteAsync(http, error.Status, new JsonObject { ["error"] = error.Message });
        }
        catch (FormatException error)
        {
            // A document or value that cannot be read: the caller's.
            await WriteAsync(http, 400, new JsonObject { ["error"] = error.Message });
        }
        catch (Clock.NotQuietException error)
        {
            await WriteAsync(http, 504, new JsonObject { ["error"] = error.Message });
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    private static async Task<JsonObject> BodyAsync(HttpContext http, int bodyBytesMax)
    {
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return [];
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(chunk, http.RequestAborted) is var read and > 0)
        {
            if (buffer.Length + read > bodyBytesMax)
            {
                throw new ControlError(413, $"the body is larger than {bodyBytesMax / 1024 / 1024} MiB");
            }

            buffer.Write(chunk, 0, read);
        }

        if (buffer.Length == 0)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(buffer.ToArray()) as JsonObject ?? throw new ControlError(400, "the body must be a JSON object");
        }
        catch (JsonException e)
        {
            throw new ControlError(400, $"the body is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
        }
    }

    private static async Task WriteAsync(HttpContext http, int status, JsonNode answer)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString() + "\n", http.RequestAborted);
    }
}
