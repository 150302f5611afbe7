using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Testing;

namespace Eso.Integration.Faults;

/// <summary>A client of the API server over sockets that takes answers as they come: nothing is tried twice.</summary>
internal sealed class KubeProbe(EsoWorld world) : IDisposable
{
    private const string Agent = "probe/1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly KubeConnection connection = KubeConfigFile.Parse(world.Kubeconfig);
    private HttpMessageInvoker? made;

    private HttpMessageInvoker Http => made ??= new HttpMessageInvoker(KubeClient.Sockets(connection));

    public void Dispose() => made?.Dispose();

    /// <summary>The status, with Retry-After or the refusal's text; <c>cut</c> when no answer came.</summary>
    public async Task<string> SendAsync(string method, string path, JsonObject? body = null, string agent = Agent)
    {
        try
        {
            using var answer = await AnswerAsync(method, path, body, agent, CancellationToken.None);
            var text = await answer.Content.ReadAsStringAsync();
            var status = (int)answer.StatusCode;
            return answer.Headers.RetryAfter is { } later ? $"{status} retry after {later}"
                : status >= 300 ? $"{status} {(string?)JsonNode.Parse(text)?["message"]}"
                : $"{status}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return "cut";
        }
    }

    public async Task<JsonObject> ReadAsync(string path)
    {
        using var answer = await AnswerAsync("GET", path, null, Agent, CancellationToken.None);
        return (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public static JsonObject ConfigMap(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    /// <summary>Opens a watch of ConfigMaps from now on.</summary>
    public async Task<Watch> WatchAsync()
    {
        var version = (string)(await ReadAsync("/api/v1/namespaces/default/configmaps"))["metadata"]!["resourceVersion"]!;
        var answer = await AnswerAsync(
            "GET", $"/api/v1/namespaces/default/configmaps?watch=true&resourceVersion={version}", null, Agent, CancellationToken.None);
        return new Watch(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private async Task<HttpResponseMessage> AnswerAsync(string method, string path, JsonObject? body, string agent, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(connection.Server, path));
        request.Headers.UserAgent.Add(ProductInfoHeaderValue.Parse(agent));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await Http.SendAsync(request, cancel).WaitAsync(Patience, Eso.Integration.Harness.World.Machine, cancel);
    }

    /// <summary>A running watch: the names of objects whose events arrive.</summary>
    internal sealed class Watch(HttpResponseMessage answer, StreamReader reader) : IDisposable
    {
        private Task<string?>? line;

        public void Dispose()
        {
            reader.Dispose();
            answer.Dispose();
        }

        /// <summary>The names of the next events, <c>silence</c> when none comes for a while, <c>cut</c> at the end.</summary>
        public async Task<IReadOnlyList<string>> TakeAsync(int count, TimeSpan within)
        {
            var names = new List<string>();
            while (names.Count < count)
            {
                line ??= reader.ReadLineAsync();
                try
                {
                    var text = await line.WaitAsync(within, Eso.Integration.Harness.World.Machine);
                    line = null;
                    var read = text is null ? null : JsonNode.Parse(text);
                    names.Add(text is null ? "cut" : (string?)read!["object"]?["metadata"]?["name"] ?? "bookmark");
                }
                catch (TimeoutException)
                {
                    names.Add("silence");
                    break;
                }
                catch (Exception e) when (e is IOException or HttpRequestException)
                {
                    names.Add("cut");
                    break;
                }
            }

            return names;
        }
    }
}
