using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// A server that is not ours, as a pipeline: requests go on to it, answers stream back, each is put into the journal as our
/// own servers do. Behind a <see cref="FaultBoard"/> it lets a real server misbehave on purpose.
/// </summary>
/// <param name="plain">Takes a world's own marks out of names (see <see cref="Isolation"/>).</param>
internal sealed class Forwarding(
    string target, HttpMessageInvoker way, Journal.Journal journal, TimeProvider clock, TimeProvider machine, Func<string, string> plain)
{
    private const int BodyBytesMax = 16 * 1024 * 1024;
    private static readonly string[] Subjects = ["SecretId", "Name", "SecretIdList", "Names", "Path", "ResourceId", "RoleArn"];
    private readonly ConcurrentDictionary<string, long> streams = new(StringComparer.Ordinal);
    private long moved;
    private long watches;
    private int inFlight;

    /// <summary>Rises with every request and answer and every piece of a watch; a watch that opens or ends moves nothing.</summary>
    public long Moved => Interlocked.Read(ref moved);

    /// <summary>Requests under way; a watch counts until its answer has begun.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Bytes passed on of every open watch, by the answer's Audit-Id.</summary>
    public IReadOnlyDictionary<string, long> StreamBytes => streams;

    public async Task HandleAsync(HttpContext http)
    {
        var facts = RequestReading.Facts(target, http);
        var watch = facts.Verb == "watch";
        var began = machine.GetTimestamp();
        var time = clock.GetUtcNow();
        using var opening = new InFlightMark(this);
        if (!watch)
        {
            Interlocked.Increment(ref moved);
        }

        var status = 0;
        string? error = null;
        var body = await ReadAsync(http);
        try
        {
            using var message = Message(http, body);
            using var answer = await way.SendAsync(message, http.RequestAborted);
            status = (int)answer.StatusCode;
            if (watch)
            {
                opening.Dispose();
            }

            error = await PassOnAsync(http, answer, watch);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            error = "unreachable";
            http.Abort();
        }
        finally
        {
            if (!watch)
            {
                Interlocked.Increment(ref moved);
            }

            Record(http, facts, body, time, status, error, machine.GetElapsedTime(began));
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(chunk, http.RequestAborted) is var read and > 0)
        {
            if (buffer.Length + read > BodyBytesMax)
            {
                throw new InvalidOperationException($"a request larger than {BodyBytesMax} bytes");
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static HttpRequestMessage Message(HttpContext http, byte[] body)
    {
        var from = http.Request;
        var message = new HttpRequestMessage(
            new HttpMethod(from.Method), $"{from.Scheme}://{from.Host}{from.PathBase}{from.Path}{from.QueryString}")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (body.Length > 0 || from.Method is "POST" or "PUT" or "PATCH")
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in from.Headers)
        {
            if (name is "Host" or "Content-Length" or "Transfer-Encoding" or "Connection")
            {
                continue;
            }

            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return message;
    }

    /// <summary>Copies the answer as it comes; the error's code when it is one.</summary>
    private async Task<string?> PassOnAsync(HttpContext http, HttpResponseMessage answer, bool watch)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Content-Length"))
            {
                http.Response.Headers[name] = new StringValues(values.ToArray());
            }
        }

        if (!watch)
        {
            var whole = await answer.Content.ReadAsByteArrayAsync(http.RequestAborted);
            await http.Response.Body.WriteAsync(whole, http.RequestAborted);
            return (int)answer.StatusCode < 400 ? null : ErrorCode(answer, whole);
        }

        // A server without an audit policy gives no id (Kubernetes before 1.23): its reader gets ours.
        var id = answer.Headers.TryGetValues("Audit-Id", out var ids) ? ids.First() : $"way-{Interlocked.Increment(ref watches)}";
        http.Response.Headers["Audit-Id"] = id;
        // Known before its reader learns of it: an open watch that says nothing has not ended.
        streams[id] = 0;

        await using var stream = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
        using var over = new CancellationTokenSource(WatchTime(http), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, over.Token);
        var chunk = new byte[32 * 1024];
        try
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            while (await stream.ReadAsync(chunk, either.Token) is var read and > 0)
            {
                streams.AddOrUpdate(id, read, (_, old) => old + read);
                Interlocked.Increment(ref moved);
                await http.Response.Body.WriteAsync(chunk.AsMemory(0, read), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            // The time it was asked for is over on the world's clock, which the server does not live on.
        }
        finally
        {
            streams.TryRemove(id, out _);
        }

        return null;
    }

    /// <summary>How long a watch was asked to last; for ever where the server's clock is ours too, and it ends it itself.</summary>
    private TimeSpan WatchTime(HttpContext http) =>
        clock != machine && int.TryParse(http.Request.Query["timeoutSeconds"], out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : Timeout.InfiniteTimeSpan;

    private static string ErrorCode(HttpResponseMessage answer, byte[] body)
    {
        if (answer.Headers.TryGetValues("x-amzn-ErrorType", out var types))
        {
            return types.First().Split(':')[0];
        }

        var text = Encoding.UTF8.GetString(body);
        if (text.StartsWith('<'))
        {
            var error = QueryAnswer.Parse(text)?["ErrorResponse"]?["Error"]?["Code"];
            return (string?)error ?? ((int)answer.StatusCode).ToString();
        }

        var json = Parse(body);
        var code = (string?)json?["__type"] ?? (string?)json?["reason"];
        return code is null ? ((int)answer.StatusCode).ToString() : code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..];
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Record(
        HttpContext http, RequestFacts facts, byte[] body, DateTimeOffset time, int status, string? error, TimeSpan elapsed)
    {
        var agent = http.Request.Headers.UserAgent.ToString().Split(' ')[0];
        var (operation, resource) = target == "kube"
            ? ($"{http.Request.Method} {http.Request.Path}", "")
            : Called(facts, body);
        journal.Record(new JournalEntry(target, time, "", plain(operation), plain(resource), status, error, elapsed)
        {
            UserAgent = agent,
        });
    }

    private static (string Operation, string Resource) Called(RequestFacts facts, byte[] body)
    {
        if (!facts.Operation.EndsWith('.'))
        {
            var request = Parse(body);
            var subject = Subjects.Select(s => request?[s]).FirstOrDefault(s => s is not null);
            return (facts.Operation, subject is JsonArray list ? string.Join(',', list.Select(v => v?.ToString())) : subject?.ToString() ?? "");
        }

        // The query protocol names its operation in the form.
        var form = Encoding.UTF8.GetString(body).Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
            .GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => Uri.UnescapeDataString(g.First()[1]), StringComparer.Ordinal);
        return (facts.Operation + form.GetValueOrDefault("Action"), form.GetValueOrDefault("RoleArn") ?? "");
    }

    private sealed class InFlightMark : IDisposable
    {
        private readonly Forwarding owner;
        private int over;

        public InFlightMark(Forwarding owner)
        {
            this.owner = owner;
            Interlocked.Increment(ref owner.inFlight);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref over, 1) == 0)
            {
                Interlocked.Decrement(ref owner.inFlight);
            }
        }
    }
}
