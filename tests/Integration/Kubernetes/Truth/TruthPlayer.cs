using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Integration.Kubernetes.Truth;

/// <summary>Plays the steps of one case: its variables, users, open watches, and what it must clean up.</summary>
internal sealed partial class TruthPlayer(TruthServer server, TimeProvider clock, JsonObject source, int number) : IAsyncDisposable
{
    /// <summary>What is to come may take so many times longer than it took when it was recorded: other tests run beside.</summary>
    private const int Slack = 10;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, JsonNode?> variables = [];
    private readonly Dictionary<string, (HttpResponseMessage Response, StreamReader Reader)> watches = [];
    private readonly Dictionary<string, string> tokens = [];
    private readonly List<string> trash = [];
    private readonly HttpClient administrator = server.Client(administrator: true);
    private readonly HttpClient others = server.Client(administrator: false);
    private Dictionary<string, string> bound = [];

    /// <summary>The first difference, or null.</summary>
    public async Task<string?> RunAsync()
    {
        await PrepareAsync();
        var steps = source["steps"]!.AsArray();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i]!.AsObject();
            if (await StepAsync(step) is { } wrong)
            {
                var request = step["request"];
                return $"step {i + 1} ({request?["method"]} {request?["path"]}): {wrong}";
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (response, _) in watches.Values)
        {
            response.Dispose();
        }

        foreach (var path in Enumerable.Reverse(trash))
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, server.Url + path);
            using var _ = await administrator.SendAsync(request);
        }

        administrator.Dispose();
        others.Dispose();
    }

    private async Task PrepareAsync()
    {
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(i => "bcdfghjklmnpqrstvwxz"[(int)((uint)(number * 7919L + (i * 104729L * (number + 13))) % 20)]));
        var label = "g" + Word(8) + number;
        variables["ns"] = "t-" + Word(6) + number;
        variables["group"] = label + ".example.com";
        variables["revgroup"] = "com.example." + label;
        variables["rand"] = Word(7) + string.Concat($"{number:000}".Select(c => (char)('a' + c - '0')));
        variables["hookURL"] = server.HookUrl;
        variables["hookCA"] = server.HookCa;
        var text = source.ToJsonString();
        var dev = text.Contains("\"as\":\"dev\"", StringComparison.Ordinal) || text.Contains("${dev", StringComparison.Ordinal);
        if (dev || text.Contains("${ns}", StringComparison.Ordinal))
        {
            await MustAsync("/api/v1/namespaces", """{"metadata":{"name":"${ns}"}}""");
        }

        if (dev)
        {
            await MakeDevAsync();
        }
    }

    private async Task MakeDevAsync()
    {
        const string rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}";
        await MustAsync("/api/v1/namespaces/${ns}/serviceaccounts", """{"metadata":{"name":"dev"}}""");
        var issued = await MustAsync("/api/v1/namespaces/${ns}/serviceaccounts/dev/token", """{"spec":{}}""");
        tokens["dev"] = issued["status"]!["token"]!.ToString();
        var review = await MustAsync(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""",
            "dev");
        var user = review["status"]!["userInfo"]!;
        variables["devUser"] = user["username"]!.ToString();
        variables["devGroups"] = string.Join(' ', user["groups"]!.AsArray().Select(g => $"\"{g}\""));
        await MustAsync(rbac + "/roles", """
            {"metadata":{"name":"dev"},"rules":[
            {"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list","watch","create","update","patch"]},
            {"apiGroups":[""],"resources":["secrets"],"resourceNames":["open"],"verbs":["get","list","watch"]},
            {"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["get","create","update"]}]}
            """);
        await MustAsync(rbac + "/rolebindings", """
            {"metadata":{"name":"dev"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"dev"},
            "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"${devUser}"}]}
            """);
    }

    private async Task<JsonObject> MustAsync(string path, string body, string user = "admin")
    {
        var request = new JsonObject { ["method"] = "POST", ["path"] = path, ["body"] = JsonNode.Parse(body), ["as"] = user };
        var (answer, _) = await SendAsync(request, stream: false);
        return answer.Status is 200 or 201
            ? answer.Body!.AsObject()
            : throw new InvalidOperationException($"setup {path}: {answer.Status} {answer.Body?.ToJsonString()}");
    }

    private async Task<string?> StepAsync(JsonObject step)
    {
        var patience = Slack * TimeSpan.FromMilliseconds(step["eventually"]?["timeoutMs"]?.GetValue<int>() ?? 0);
        var began = clock.GetTimestamp();
        while (true)
        {
            var got = await AnswerAsync(step);
            var trial = new Dictionary<string, string>(bound);
            var want = Fill(step["expect"] as JsonObject ?? [])!.AsObject();
            var ignored = (source["ignore"] as JsonArray ?? []).Select(p => p!.ToString());
            var wrong = new Expectation(trial).Compare(step, want, got, ignored);
            if (wrong is null && Fill(step["eventually"]?["until"]) is JsonObject until)
            {
                wrong = Missing(until, got);
            }

            if (wrong is null)
            {
                bound = trial;
                Save(step, got);
                return null;
            }

            // The recorded patience is for a real cluster; a tenth of it is plenty here.
            if (clock.GetElapsedTime(began) >= patience / 10)
            {
                return wrong;
            }

            await Task.Delay(Poll, clock);
        }
    }

    /// <summary>The first condition of an eventual step that does not hold yet.</summary>
    private static string? Missing(JsonObject until, Answer got)
    {
        foreach (var (name, want) in until)
        {
            var holds = name switch
            {
                "text" => got.Body?.ToJsonString().Contains(want!.ToString(), StringComparison.Ordinal) ?? false,
                "warning" => got.Headers.GetValueOrDefault("warning")?.Any(w => w.Contains(want!.ToString(), StringComparison.Ordinal)) ?? false,
                "events" => got.Body is JsonArray events && events.Count >= want!.GetValue<int>(),
                "status" => got.Status == want!.GetValue<int>(),
                _ => JsonNode.DeepEquals(Lookup(got, name), want),
            };
            if (!holds)
            {
                return $"never came to hold: {name}";
            }
        }

        return null;
    }

    private void Save(JsonObject step, Answer got)
    {
        foreach (var (name, place) in step["save"] as JsonObject ?? [])
        {
            variables[name] = Lookup(got, place!.ToString())?.DeepClone();
        }
    }

    /// <summary><c>$.a['b.c'][0]</c> in the body, or <c>header:Name</c>; null when it is not there.</summary>
    private static JsonNode? Lookup(Answer got, string path)
    {
        if (path.StartsWith("header:", StringComparison.Ordinal))
        {
            return string.Join(", ", got.Headers.GetValueOrDefault(path[7..].ToLowerInvariant()) ?? []);
        }

        var value = got.Body;
        foreach (Match key in Step().Matches(path[1..]))
        {
            var name = key.Groups[1].Success ? key.Groups[1].Value : key.Groups[3].Value;
            value = value switch
            {
                JsonArray list when key.Groups[2].Success && int.Parse(key.Groups[2].Value) is var i && i < list.Count => list[i],
                JsonObject map => map[name],
                _ => null,
            };
        }

        return value;
    }

    private async Task<Answer> AnswerAsync(JsonObject step)
    {
        if (step["hook"] is { } said)
        {
            var hook = Fill(said)!.AsObject();
            var path = hook["path"]!.ToString();
            if (hook["answer"] is JsonObject answer)
            {
                server.Hook.Set(path, answer.DeepClone().AsObject());
                return Answer.Of(0, null);
            }

            return Answer.Of(0, server.Hook.Seen(path));
        }

        if (step["watch"] is not JsonObject watch)
        {
            return (await SendAsync(step["request"]!.AsObject(), stream: false)).Answer;
        }

        var got = Answer.Of(200, null);
        var id = watch["read"]?.ToString() ?? watch["open"]?.ToString() ?? "";
        if (watch["read"] is null)
        {
            (got, var response) = await SendAsync(step["request"]!.AsObject(), stream: true);
            if (response is null)
            {
                return got;
            }

            watches[id] = (response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
            if (watch["open"] is not null)
            {
                return got;
            }
        }

        var count = watch["untilEvents"]?.GetValue<int>();
        var patience = TimeSpan.FromMilliseconds(watch["timeoutMs"]?.GetValue<int>() ?? 10_000);
        return got with { Body = await EventsAsync(watches[id].Reader, count, count is null ? patience : Slack * patience) };
    }

    private async Task<JsonArray> EventsAsync(StreamReader reader, int? count, TimeSpan patience)
    {
        var events = new JsonArray();
        using var late = new CancellationTokenSource(patience, clock);
        try
        {
            while ((count is null || events.Count < count) && await reader.ReadLineAsync(late.Token) is { } line)
            {
                if (line.Length == 0)
                {
                    continue;
                }

                var e = JsonNode.Parse(line)!.AsObject();
                var plain = e["type"]!.ToString() == "BOOKMARK" && e["object"]?["metadata"]?["annotations"] is null;
                if (!plain || (count is null && !(events.Count > 0 && events[^1]!["type"]!.ToString() == "BOOKMARK")))
                {
                    events.Add(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What came in time is compared; too little is the difference that is reported.
        }

        return events;
    }

    private async Task<(Answer Answer, HttpResponseMessage? Stream)> SendAsync(JsonObject template, bool stream)
    {
        var request = Fill(template)!.AsObject();
        var user = request["as"]?.ToString() ?? "admin";
        using var message = new HttpRequestMessage(new HttpMethod(request["method"]!.ToString()), server.Url + request["path"]);
        if (request["bodyBase64"] is { } encoded)
        {
            message.Content = new ByteArrayContent(Convert.FromBase64String(encoded.ToString()));
        }
        else if (request["body"] is { } body)
        {
            var text = body.GetValueKind() == JsonValueKind.String ? body.ToString() : body.ToJsonString();
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        }

        SetHeaders(message, request, user);
        var client = user == "admin" ? administrator : others;
        var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(h => h.Key.ToLowerInvariant(), h => (IReadOnlyList<string>)h.Value.ToList());
        var type = headers.GetValueOrDefault("content-type")?[0];
        if (stream && (int)response.StatusCode == 200)
        {
            return (new Answer(200, type, headers, null), response);
        }

        var raw = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        response.Dispose();
        var answer = new Answer((int)response.StatusCode, type, headers, Parse(raw, type));
        Remember(request, answer);
        return (answer, null);
    }

    private void SetHeaders(HttpRequestMessage message, JsonObject request, string user)
    {
        var headers = new JsonObject { ["User-Agent"] = "truth/1", ["Accept"] = "application/json" };
        if (message.Content is not null)
        {
            headers["Content-Type"] = "application/json";
        }

        if (tokens.TryGetValue(user, out var token))
        {
            headers["Authorization"] = "Bearer " + token;
        }

        foreach (var (name, value) in request["headers"] as JsonObject ?? [])
        {
            headers[name] = value?.DeepClone();
        }

        foreach (var (name, value) in headers.Where(h => h.Value is not null))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value!.ToString()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }
    }

    private static JsonNode? Parse(string raw, string? type)
    {
        if (type?.Contains("json", StringComparison.Ordinal) == true || raw.StartsWith('{'))
        {
            try
            {
                return JsonNode.Parse(raw);
            }
            catch (JsonException)
            {
                return raw;
            }
        }

        return raw;
    }

    /// <summary>Notes cluster-scoped things that were made.</summary>
    private void Remember(JsonObject request, Answer answer)
    {
        var path = request["path"]!.ToString();
        if (answer is { Status: 201, Body: JsonObject { } body } && body["metadata"] is JsonObject { } metadata
            && metadata["uid"] is not null && metadata["namespace"] is null && !path.Contains("dryRun", StringComparison.Ordinal))
        {
            var plain = path.Split('?')[0];
            trash.Add(request["method"]!.ToString() == "POST" ? $"{plain}/{metadata["name"]}" : plain);
        }
    }

    /// <summary>Puts variables into strings, deeply; a string that is one variable takes that variable's type.</summary>
    private JsonNode? Fill(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                return new JsonObject(map.Select(p => KeyValuePair.Create(FillText(p.Key), Fill(p.Value))));
            case JsonArray list:
                return new JsonArray(list.Select(Fill).ToArray());
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                var said = text.ToString();
                return said.StartsWith("${", StringComparison.Ordinal) && said.EndsWith('}') && variables.TryGetValue(said[2..^1], out var whole)
                    ? whole?.DeepClone()
                    : FillText(said);
            default:
                return value?.DeepClone();
        }
    }

    private string FillText(string text) => !text.Contains("${", StringComparison.Ordinal) ? text : Variable().Replace(
        Repeat().Replace(text, m => string.Concat(Enumerable.Repeat(m.Groups[1].Value, int.Parse(m.Groups[2].Value)))),
        m => variables.TryGetValue(m.Groups[1].Value, out var value) ? value?.ToString() ?? "" : m.Value);

    [GeneratedRegex(@"\$\{repeat:([^:}]*):([0-9]+)\}")]
    private static partial Regex Repeat();

    [GeneratedRegex(@"\$\{([A-Za-z0-9_]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\['([^']*)'\]|\[([0-9]+)\]|\.([A-Za-z0-9_]+)")]
    private static partial Regex Step();
}
