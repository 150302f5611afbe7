using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>
/// Odd watches, as kube-apiserver 1.36.4's watch cache answered them when both were asked side by side
/// (streams of custom resources; those of built-in kinds beside 1.20.2).
/// </summary>
public sealed class WatchAnswersTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Initial = "&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Theory]
    [InlineData(ConfigMaps + "?watch=1&continue=abc", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: "
        + "Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData(ConfigMaps + "?watch=1&resourceVersion=99999999999999999999999", 500, "resourceVersion: Invalid value: "
        + "\"99999999999999999999999\": strconv.ParseUint: parsing \"99999999999999999999999\": value out of range")]
    [InlineData("/api/v1/watch/namespaces/default/configmaps/a?fieldSelector=metadata.name%3Db", 400,
        "fieldSelector metadata.name doesn't match requested name")]
    [InlineData("/api/v1/watch/namespaces/default/configmaps/a?fieldSelector=metadata.name%3Da&resourceVersion=x", 500,
        "resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax")]
    public async Task What_no_watch_can_begin_with_is_refused(string path, int code, string message)
    {
        await using var cluster = await StartAsync();
        var (status, answer) = await cluster.SendAsync("GET", path);
        Assert.Equal((code, message), (status, (string)answer["message"]!));
    }

    [Theory]
    [InlineData("timeoutSeconds=-1", 500, "context deadline exceeded")]
    [InlineData("resourceVersion=99999999" + Initial, 504, "Timeout: Too large resource version: 99999999, current: ")]
    public async Task What_the_watch_cache_refuses_is_an_event_and_the_end(string query, int code, string message)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        var events = await ReadAsync(cluster, $"{ConfigMaps}?watch=1&{query}");
        var only = Assert.Single(events);
        Assert.Equal(("ERROR", code), ((string)only["type"]!, (int)only["object"]!["code"]!));
        Assert.StartsWith(message, (string)only["object"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resourceVersion=0&timeoutSeconds=-1", "application/json")]
    [InlineData("timeoutSeconds=30", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")]
    public async Task A_watch_that_can_tell_nothing_just_ends(string query, string accept)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        Assert.Empty(await ReadAsync(cluster, $"{ConfigMaps}?watch=1&{query}", accept));
    }

    [Fact]
    public async Task Zero_may_be_written_with_more_digits_but_then_no_end_of_the_initial_events_is_told()
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        var events = await ReadAsync(
            cluster, ConfigMaps + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dc&resourceVersion=00");
        Assert.Equal(["ADDED"], events.Select(e => (string)e["type"]!));
    }

    [Fact]
    public async Task In_a_table_a_bookmark_is_the_row_of_an_object_without_a_name()
    {
        await using var cluster = await StartAsync();
        var events = await ReadAsync(cluster, $"{ConfigMaps}?watch=1&timeoutSeconds=1&labelSelector=no{Initial}", Table);
        var table = Assert.Single(events)["object"]!;
        var row = Assert.Single(table["rows"]!.AsArray())!;
        Assert.Equal(["resourceVersion"], table["metadata"]!.AsObject().Select(m => m.Key));
        Assert.Equal("[\"\",0,\"\\u003Cunknown\\u003E\"]", row["cells"]!.ToJsonString());
        Assert.Equal("true", (string)row["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!);
        Assert.Equal(3, table["columnDefinitions"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_last_bookmark_comes_two_seconds_before_the_end_even_if_nothing_happened()
    {
        await using var cluster = await StartAsync();
        var (_, list) = await cluster.SendAsync("GET", ConfigMaps);
        var version = (string)list["metadata"]!["resourceVersion"]!;
        var reading = ReadAsync(
            cluster, $"{ConfigMaps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=10&resourceVersion={version}", passes: false);
        await cluster.PassAsync(TimeSpan.FromSeconds(8));
        Assert.False(reading.IsCompleted);
        await cluster.PassAsync(TimeSpan.FromSeconds(2));
        var only = Assert.Single(await reading);
        Assert.Equal(("BOOKMARK", version), ((string)only["type"]!, (string)only["object"]!["metadata"]!["resourceVersion"]!));
    }

    private static Task<TestCluster> StartAsync() =>
        TestCluster.StartAsync(new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>() });

    /// <summary>Everything a watch tells until it ends, which it does within a minute of the world's time.</summary>
    private static async Task<List<JsonObject>> ReadAsync(
        TestCluster cluster, string path, string accept = "application/json", bool passes = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = reader.ReadToEndAsync();
        if (passes)
        {
            await cluster.PassAsync(TimeSpan.FromMinutes(1));
        }

        return [.. (await text).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject())];
    }
}
