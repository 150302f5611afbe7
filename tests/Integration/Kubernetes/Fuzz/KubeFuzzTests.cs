using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Kubernetes.Fuzz;

/// <summary>
/// The recorded requests, wrong in every way: never a failure of ours, and what is stored stays whole.
/// <c>ESO_FUZZ=1000000 ESO_FUZZ_SEED=7 dotnet test tests/Integration --filter Fuzz</c> for more of it; a seed that finds
/// something becomes a line below.
/// </summary>
public sealed partial class KubeFuzzTests(ITestOutputHelper output)
{
    private const int CountDefault = 1_500;
    private const int RequestsPerWorld = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    public async Task Mutated_requests_are_answered_and_leave_the_objects_whole(int seed)
    {
        seed = int.Parse(Environment.GetEnvironmentVariable("ESO_FUZZ_SEED") ?? $"{seed}");
        var count = int.Parse(Environment.GetEnvironmentVariable("ESO_FUZZ") ?? $"{CountDefault}");
        output.WriteLine($"seed {seed}, {count} requests");
        var cases = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "kube", "public"), "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(f => JsonNode.Parse(File.ReadAllBytes(f))!["steps"]!.AsArray()).ToList();
        var chance = new Random(seed);
        var mutator = new KubeRequestMutator(chance);
        for (var done = 0; done < count;)
        {
            done = await WorldAsync(seed, cases, chance, mutator, done, Math.Min(count, done + RequestsPerWorld));
        }
    }

    private async Task<int> WorldAsync(
        int seed, List<JsonArray> cases, Random chance, KubeRequestMutator mutator, int done, int until)
    {
        var activity = new Activity();
        using var clock = new WorldClock(ClockMode.Manual, DateTimeOffset.Parse("2026-01-01T00:00:00Z"), activity, TimeProvider.System);
        using var nowhere = new Nowhere();
        await using var server = new KubeServer(
            new KubeServerOptions { Authentication = false, WebhookHttp = nowhere }, clock, new Entropy(seed), new Journal(1_000), activity);
        await server.StartAsync();
        using var http = new HttpMessageInvoker(new InMemoryDoor(server.Pipeline));
        await SendAsync(http, new KubeFuzzRequest("POST", "/api/v1/namespaces", """{"metadata":{"name":"fuzz"}}"""u8.ToArray(), null, "application/json"), mutator);
        while (done < until)
        {
            var steps = cases[chance.Next(cases.Count)];
            var run = chance.Next(3) == 0 ? steps.Count : chance.Next(1, 4);
            var group = $"g{chance.Next(6)}";
            foreach (var step in steps.Skip(chance.Next(2) == 0 ? 0 : chance.Next(steps.Count)).Take(run))
            {
                if (step!["request"] is not JsonObject given || done >= until)
                {
                    continue;
                }

                var request = Make(mutator, given, group, chance);
                var status = await SendAsync(http, request, mutator);
                Assert.True(
                    server.LastFailure is null && status != 0,
                    $"seed {seed}, request {done}: {request.Method} {request.Path} {request.ContentType} answered {status}\n{Convert.ToHexString(request.Body ?? [])}\n"
                    + $"{System.Text.Encoding.UTF8.GetString(request.Body ?? [])}\n{server.LastFailure}");
                done++;
            }
        }

        Check(server);
        return done;
    }

    private static KubeFuzzRequest Make(KubeRequestMutator mutator, JsonObject given, string group, Random chance)
    {
        string Fill(string text) => Variable().Replace(text, m => m.Groups[1].Value switch
        {
            "ns" => "fuzz",
            "group" => group + ".example.com",
            "revgroup" => "com.example." + group,
            "rand" => "r" + chance.Next(4),
            "hookURL" => "https://nowhere.test",
            "hookCA" => "Cg==",
            _ => "v" + chance.Next(3),
        });
        var headers = given["headers"] as JsonObject;
        var type = headers?.FirstOrDefault(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
        var accept = headers?.FirstOrDefault(h => h.Key.Equals("Accept", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
        var raw = given["bodyBase64"] is { } encoded ? Convert.FromBase64String(encoded.ToString()) : null;
        var body = given["body"] is { } json ? JsonNode.Parse(Fill(json.ToJsonString())) : null;
        if (body is JsonValue text && text.TryGetValue<string>(out var plain))
        {
            (raw, body) = (System.Text.Encoding.UTF8.GetBytes(plain), null);
        }

        return mutator.Next(Fill(given["method"]!.ToString()), Fill(given["path"]!.ToString()), body, raw, type, accept ?? "application/json");
    }

    /// <summary>The status; 0 when no answer came.</summary>
    private static async Task<int> SendAsync(HttpMessageInvoker http, KubeFuzzRequest wanted, KubeRequestMutator mutator)
    {
        if (!Uri.TryCreate("https://kube" + wanted.Path, UriKind.Absolute, out var uri))
        {
            return 400;
        }

        using var request = new HttpRequestMessage(new HttpMethod(wanted.Method), uri);
        request.Headers.TryAddWithoutValidation("Accept", wanted.Accept);
        if (wanted.Body is not null)
        {
            request.Content = new ByteArrayContent(wanted.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", wanted.ContentType ?? "application/json");
        }

#pragma warning disable RS0030 // A hang must end the test, whatever the world's clock says.
        using var patience = new CancellationTokenSource(Patience);
#pragma warning restore RS0030
        try
        {
            using var answer = await http.SendAsync(request, patience.Token);
            if (!IsStream(wanted.Path))
            {
                var bytes = await answer.Content.ReadAsByteArrayAsync(patience.Token);
                if (Token(bytes) is { Length: > 0 } token)
                {
                    mutator.Remember(token);
                }
            }

            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            return IsStream(wanted.Path) && !patience.IsCancellationRequested ? 200 : 0;
        }
    }

    private static string Token(ReadOnlySpan<byte> answer)
    {
        var at = answer.IndexOf("\"continue\":\""u8);
        var rest = at < 0 ? [] : answer[(at + 12)..];
        var end = rest.IndexOf((byte)'"');
        return end <= 0 ? "" : System.Text.Encoding.UTF8.GetString(rest[..end]);
    }

    private static bool IsStream(string path) =>
        path.Contains("watch", StringComparison.OrdinalIgnoreCase) || path.Contains("follow=", StringComparison.Ordinal);

    // What no sequence of requests may break.
    private static void Check(KubeServer server)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in server.Core.Store.Tables)
        {
            foreach (var stored in table.Current.Range(null, null))
            {
                var obj = stored.Parse();
                Assert.Equal(stored.Name, obj["metadata"]!["name"]!.ToString());
                Assert.Equal($"{stored.Revision}", obj["metadata"]!["resourceVersion"]!.ToString());
                Assert.True(stored.Uid.Length > 0 && uids.Add(stored.Uid), $"{stored} has the uid of another");
                Assert.True(stored.Revision <= server.Core.Store.Revision);
            }
        }
    }

    [GeneratedRegex(@"\$\{([A-Za-z0-9_.]+)\}")]
    private static partial Regex Variable();

    private sealed class Nowhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("nowhere");
    }
}
