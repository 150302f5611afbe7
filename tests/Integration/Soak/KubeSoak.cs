using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Activity = Eso.Emulator.Clock.Activity;

namespace Eso.Integration.Soak;

/// <summary>
/// Clients that create, write, patch, delete, read and list a few objects at random, all at once, and watchers that come
/// and go. After each round the oracle holds every answer and every event against one history.
/// </summary>
internal sealed class KubeSoak(int seed, int clients = 32, int objects = 40, int watches = 12)
{
    private static readonly string[] Namespaces = ["default", "kube-public", "kube-system"];
    private long writes;

    /// <summary>Requests answered so far.</summary>
    public long Requests { get; private set; }

    /// <summary>Events that watchers saw so far.</summary>
    public long Events { get; private set; }

    /// <param name="deadline">Rounds begin until then.</param>
    /// <param name="progress">Told after each round.</param>
    /// <returns>What was violated; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan deadline, int deedsPerRound, Action<string>? progress = null)
    {
        var activity = new Activity();
        await using var server = new KubeServer(
            new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>(), RunsPods = false },
            TimeProvider.System, new Entropy(seed), new Eso.Emulator.Journal.Journal(1_000), activity);
        await server.StartAsync();
        using var http = new HttpMessageInvoker(new InMemoryDoor(server.Pipeline));
        var start = server.Core.Store.Revision;
        var all = new SoakWatch(http, "/api/v1/configmaps", seed);
        List<SoakWatch> watchers =
        [
            all,
            .. Enumerable.Range(0, watches - 1).Select(i => new SoakWatch(
                http, i % 3 == 0 ? "/api/v1/configmaps" : $"/api/v1/namespaces/{Namespaces[i % Namespaces.Length]}/configmaps", seed + i)),
        ];
        watchers.ForEach(w => w.Start(start));
        var oracle = new SoakOracle();
        var began = Stopwatch.GetTimestamp();
        IReadOnlyList<string> violations = [];
        for (var round = 0; violations.Count == 0 && (round == 0 || Stopwatch.GetElapsedTime(began) < deadline); round++)
        {
            var deeds = await RoundAsync(http, round, deedsPerRound);
            violations = [.. await CompareAsync(server, watchers, all, oracle, deeds)];
            Requests += deeds.Count;
            progress?.Invoke($"round {round}: {Requests} requests, {Events} events, {violations.Count} violations");
        }

        foreach (var watch in watchers)
        {
            await watch.DisposeAsync();
        }

        return violations;
    }

    private async Task<List<Deed>> RoundAsync(HttpMessageInvoker http, int round, int deeds)
    {
        var each = await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(async () =>
        {
            var client = new SoakClient(http, new Random(HashCode.Combine(seed, round, c)), Namespaces, objects, () => Interlocked.Increment(ref writes));
            var own = new List<Deed>();
            for (var i = 0; i < deeds / clients; i++)
            {
                own.Add(await client.NextAsync());
            }

            return own;
        })));
        return each.SelectMany(d => d).ToList();
    }

    private async Task<List<string>> CompareAsync(
        KubeServer server, List<SoakWatch> watchers, SoakWatch all, SoakOracle oracle, List<Deed> deeds)
    {
        var found = new List<string>();
        var end = server.Core.Table(server.Core.Kinds.Find("", "v1", "configmaps")!).Newest.Revision;
        await UntilAsync(() => all.Last >= end || all.Failure is not null);
        var history = all.Take();
        found.AddRange(oracle.Check(history, deeds));
        foreach (var watch in watchers)
        {
            var mine = ReferenceEquals(watch, all) ? history : history
                .Where(e => watch.Path.StartsWith("/api/v1/configmaps", StringComparison.Ordinal)
                    || watch.Path.Contains($"/{e.Key[..e.Key.IndexOf('/', StringComparison.Ordinal)]}/", StringComparison.Ordinal)).ToList();
            var last = mine.Count > 0 ? mine[^1].Revision : 0;
            await UntilAsync(() => watch.Last >= last || watch.Failure is not null);
            var seen = ReferenceEquals(watch, all) ? history : watch.Take();
            Events += seen.Count;
            if (watch.Failure is { } failure)
            {
                found.Add(failure);
            }
            else if (!seen.SequenceEqual(mine))
            {
                found.Add($"{watch.Path} saw {seen.Count} events where {mine.Count} happened, or in another order");
            }
        }

        if (server.LastFailure is { } bug)
        {
            found.Add(bug.ToString());
        }

        return found;
    }

    // Real waiting, for threads and not for the world; how long says nothing.
    private static async Task UntilAsync(Func<bool> done)
    {
        for (var tries = 0; !done() && tries < 6_000; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}

/// <summary>One client: makes a deed at random and notes what it was told.</summary>
internal sealed class SoakClient(HttpMessageInvoker http, Random random, string[] namespaces, int objects, Func<long> unique)
{
    private readonly Dictionary<string, long> lastSeen = new(StringComparer.Ordinal);

    public async Task<Deed> NextAsync()
    {
        var ns = namespaces[random.Next(namespaces.Length)];
        var key = $"{ns}/soak-{random.Next(objects)}";
        var path = $"/api/v1/namespaces/{ns}/configmaps";
        var named = $"{path}/{key[(ns.Length + 1)..]}";
        var value = $"{unique()}";
        var expected = random.Next(2) == 0 ? lastSeen.GetValueOrDefault(key) : 0;
        return random.Next(20) switch
        {
            < 4 => await WriteAsync("create", HttpMethod.Post, path, key, value, 0),
            < 7 => await WriteAsync("put", HttpMethod.Put, named, key, value, expected),
            < 10 => await WriteAsync("patch", HttpMethod.Patch, named, key, value, expected),
            < 13 => await DeleteAsync(named, key, expected),
            < 18 => await GetAsync(named, key),
            _ => await ListAsync(random.Next(3) == 0 ? "/api/v1/configmaps" : path, ns, random.Next(2) == 0 ? 7 : 0),
        };
    }

    private async Task<Deed> WriteAsync(string what, HttpMethod method, string path, string key, string value, long expected)
    {
        var version = expected > 0 ? $",\"resourceVersion\":\"{expected}\"" : "";
        var body = $$$"""{"metadata":{"name":"{{{key[(key.IndexOf('/') + 1)..]}}}"{{{version}}}},"data":{"v":"{{{value}}}"}}""";
        var began = Stopwatch.GetTimestamp();
        var (status, answer) = await SendAsync(method, path, body);
        var ended = Stopwatch.GetTimestamp();
        using (answer)
        {
            var made = status < 300 ? SoakObject.Read(answer.RootElement) : default;
            return Note(new Deed(what, key, status, made.Revision, made.Uid ?? "", made.Value ?? value, expected, began, ended));
        }
    }

    private async Task<Deed> DeleteAsync(string path, string key, long expected)
    {
        var body = expected > 0 ? $$$"""{"preconditions":{"resourceVersion":"{{{expected}}}"}}""" : "{}";
        var began = Stopwatch.GetTimestamp();
        var (status, answer) = await SendAsync(HttpMethod.Delete, path, body);
        var ended = Stopwatch.GetTimestamp();
        using (answer)
        {
            var uid = status < 300 ? answer.RootElement.GetProperty("details").GetProperty("uid").GetString()! : "";
            return new Deed("delete", key, status, 0, uid, "", expected, began, ended);
        }
    }

    private async Task<Deed> GetAsync(string path, string key)
    {
        var began = Stopwatch.GetTimestamp();
        var (status, answer) = await SendAsync(HttpMethod.Get, path, null);
        var ended = Stopwatch.GetTimestamp();
        using (answer)
        {
            var got = status == 200 ? SoakObject.Read(answer.RootElement) : default;
            return Note(new Deed("get", key, status, got.Revision, got.Uid ?? "", got.Value ?? "", 0, began, ended));
        }
    }

    // In pages all of one version, whatever happens between them.
    private async Task<Deed> ListAsync(string path, string ns, int limit)
    {
        var listed = new List<(string, long)>();
        var began = Stopwatch.GetTimestamp();
        var (more, status, revision) = ("", 200, 0L);
        do
        {
            (status, var answer) = await SendAsync(HttpMethod.Get, $"{path}?{(limit > 0 ? $"limit={limit}" : "")}{more}", null);
            using (answer)
            {
                if (status != 200)
                {
                    break;
                }

                var metadata = answer.RootElement.GetProperty("metadata");
                var at = long.Parse(metadata.GetProperty("resourceVersion").GetString()!, CultureInfo.InvariantCulture);
                status = revision == 0 || revision == at ? 200 : -1;
                revision = at;
                listed.AddRange(answer.RootElement.GetProperty("items").EnumerateArray()
                    .Select(SoakObject.Read).Where(o => o.Key.Contains("/soak-", StringComparison.Ordinal)).Select(o => (o.Key, o.Revision)));
                more = metadata.TryGetProperty("continue", out var token) && token.GetString() is { Length: > 0 } text
                    ? "&continue=" + Uri.EscapeDataString(text)
                    : "";
            }
        }
        while (more.Length > 0 && status == 200);
        var scope = path == "/api/v1/configmaps" ? "" : ns + "/";
        return new Deed("list", scope, status, revision, "", "", 0, began, Stopwatch.GetTimestamp(), listed);
    }

    private Deed Note(Deed deed)
    {
        if (deed.Revision > 0)
        {
            lastSeen[deed.Key] = deed.Revision;
        }

        return deed;
    }

    private async Task<(int Status, JsonDocument Answer)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, "https://kube" + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type", method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        using var answer = await http.SendAsync(request, CancellationToken.None);
        return ((int)answer.StatusCode, await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync()));
    }
}
