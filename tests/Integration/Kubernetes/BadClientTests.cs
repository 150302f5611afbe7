using System.Net;
using System.Net.Sockets;
using System.Text;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Xunit;

namespace Eso.Integration.Kubernetes;

/// <summary>Clients that behave badly over real sockets: each is borne within bounds, and the others notice nothing.</summary>
public sealed class BadClientTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private KubeServer server = null!;
    private KestrelDoor door = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        server = new KubeServer(
            new KubeServerOptions { Authentication = false, RunsPods = false }, TimeProvider.System, new Entropy(1), new Journal(1_000), new Activity());
        await server.StartAsync();
        door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0);
        http = new HttpClient { BaseAddress = new Uri(door.Url) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await door.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Watchers_that_never_read_hold_nobody_up()
    {
        const int changes = 60;
        var sockets = Enumerable.Range(0, 10).Select(_ => Open($"GET {Maps}?watch=true&resourceVersion=0")).ToList();
        using var reader = new StreamReader(await http.GetStreamAsync(Maps + "?watch=true&fieldSelector=metadata.name%3Dbig"));
        await PostAsync("big", "");
        for (var i = 0; i < changes; i++)
        {
            // More in all than any buffer between here and there takes.
            await PatchAsync("big", new string((char)('a' + (i % 26)), 200_000));
        }

        for (var i = 0; i <= changes; i++)
        {
            Assert.Contains("\"big\"", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        sockets.ForEach(s => s.Dispose());
        Assert.Null(server.LastFailure);
    }

    [Fact]
    public async Task A_client_that_sends_half_a_request_or_closes_half_its_socket_hurts_nobody()
    {
        using var silent = Open("GET /api/v1/name", end: "");
        using var promised = Open($"POST {Maps}", "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"metadata\":");
        using var half = Open("GET /version", "Connection: close\r\n\r\n");
        half.Shutdown(SocketShutdown.Send);
        var answer = new byte[4096];
        var read = await EndAsync(half, answer);

        // Answered, or taken for gone: which, is a race between the request and the close behind it.
        Assert.StartsWith(read > 0 ? "HTTP/1.1 200" : "", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
        using var others = await http.GetAsync(Maps);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        promised.Shutdown(SocketShutdown.Send);
        await EndAsync(promised);
        Assert.Null(server.LastFailure);
    }

    [Fact]
    public async Task Thousands_of_watches_see_one_change_each_and_end_with_their_clients()
    {
        const int watches = 2_000;
        using var near = new HttpMessageInvoker(new InMemoryDoor(server.Pipeline));
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < watches; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://kube{Maps}?watch=true&allowWatchBookmarks=true&resourceVersion={server.Core.Store.Revision}");
            open.Add(await near.SendAsync(request, CancellationToken.None));
        }

        Assert.Equal(watches, server.Core.Watchers.Count);
        await PostAsync("one", "x");
        foreach (var answer in open)
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.Contains("\"one\"", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        open.ForEach(o => o.Dispose());
        for (var tries = 0; server.Core.Watchers.Count > 0 && tries < 1_000; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.Equal(0, server.Core.Watchers.Count);
    }

    [Theory]
    [InlineData("labelSelector", 100_000)]
    [InlineData("fieldSelector", 100_000)]
    public async Task A_selector_of_100_KB_is_answered(string parameter, int length)
    {
        var value = parameter == "labelSelector"
            ? "a in (" + string.Join(',', Enumerable.Range(0, length / 6)) + ")"
            : "metadata.name=" + new string('a', length);
        using var answer = await http.GetAsync($"{Maps}?{parameter}={Uri.EscapeDataString(value)}");
        Assert.Contains((int)answer.StatusCode, new[] { 200, 400, 414, 431 });
        Assert.Null(server.LastFailure);
    }

    [Theory]
    [InlineData("application/json", 400)]
    [InlineData("application/yaml", 400)]
    public async Task Deep_nesting_is_refused(string type, int status)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000);
        using var body = new StringContent("{\"metadata\":{\"name\":\"deep\"},\"data\":" + deep + "}", Encoding.UTF8, type);
        using var answer = await http.PostAsync(Maps, body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Null(server.LastFailure);
    }

    [Fact]
    public async Task Laughs_by_the_billion_are_refused()
    {
        var text = new StringBuilder("metadata: {name: lol}\na0: &a0 lol\n");
        for (var i = 1; i < 40; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        using var body = new StringContent(text.ToString(), Encoding.UTF8, "application/yaml");
        using var answer = await http.PostAsync(Maps, body);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Null(server.LastFailure);
    }

    [Fact]
    public async Task A_patch_that_would_double_the_object_at_every_step_is_refused()
    {
        await PostAsync("doubled", "x");
        var steps = string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""{"op":"copy","from":"/metadata","path":"/metadata/annotations/a{{i}}"}"""));
        using var body = new StringContent($"[{steps}]", Encoding.UTF8, "application/json-patch+json");
        using var answer = await http.PatchAsync(Maps + "/doubled", body);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Null(server.LastFailure);
    }

    // What comes, or that nothing more does: a closed connection may be told as a reset.
    private static async Task<int> EndAsync(Socket socket, byte[]? answer = null)
    {
        try
        {
            return await socket.ReceiveAsync(answer ?? new byte[4096]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private Socket Open(string line, string end = "\r\n")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", door.Port);
        var head = end.Length == 0 ? line : $"{line} HTTP/1.1\r\nHost: kube\r\n{end}";
        socket.Send(Encoding.ASCII.GetBytes(head));
        return socket;
    }

    private async Task PostAsync(string name, string value)
    {
        using var body = new StringContent($$$"""{"metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(Maps, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private async Task PatchAsync(string name, string value)
    {
        using var body = new StringContent($$$"""{"data":{"v":"{{{value}}}"}}""", Encoding.UTF8, "application/merge-patch+json");
        using var answer = await http.PatchAsync($"{Maps}/{name}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
