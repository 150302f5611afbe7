using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Doors;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes;

/// <summary>A list too large to be put together first arrives whole through real sockets, whatever the client speaks.</summary>
public sealed class LargeListTests
{
    private const int Count = 60;

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/json", true)]
    [InlineData("application/yaml", false)]
    public async Task A_list_of_many_kilobytes_arrives_whole(string accept, bool zipped)
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < Count; i++)
        {
            // One of them alone is larger than what goes out at once.
            var size = i == 7 ? 200_000 : 5_000;
            await cluster.SendAsync("POST", "/api/v1/namespaces/default/configmaps", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = $"c{i:00}" },
                ["data"] = new JsonObject { ["a"] = new string('x', size) },
            }.ToJsonString());
        }

        await using var door = await KestrelDoor.StartAsync(cluster.Server.Pipeline, "127.0.0.1", 0);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{door.Url}/api/v1/namespaces/default/configmaps");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (zipped)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        }

        using var answer = await http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        await using var raw = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(zipped ? new GZipStream(raw, CompressionMode.Decompress) : raw);
        var text = await reader.ReadToEndAsync();
        if (accept == "application/json")
        {
            using var list = JsonDocument.Parse(text);
            var items = list.RootElement.GetProperty("items").EnumerateArray().ToList();
            items.Count(i => i.GetProperty("metadata").GetProperty("name").GetString()!.StartsWith('c')).Should().Be(Count);
            items.Max(i => i.GetProperty("data").EnumerateObject().First().Value.GetString()!.Length).Should().Be(200_000);
        }
        else
        {
            text.Split('\n').Count(l => l.StartsWith("    name: c", StringComparison.Ordinal)).Should().Be(Count);
        }
    }

    [Fact]
    public async Task A_large_object_arrives_whole_when_it_is_compressed()
    {
        await using var cluster = await TestCluster.StartAsync();
        // Noise: its compressed form must not fit what the socket takes at once either.
        var noise = new Random(1);
        var value = string.Create(400_000, noise, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('a' + random.Next(26));
            }
        });
        await cluster.SendAsync("POST", "/api/v1/namespaces/default/configmaps", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "c" },
            ["data"] = new JsonObject { ["a"] = value },
        }.ToJsonString());
        await using var door = await KestrelDoor.StartAsync(cluster.Server.Pipeline, "127.0.0.1", 0);
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip });

        foreach (var path in (string[])["configmaps/c", "configmaps"])
        {
            var text = await http.GetStringAsync($"{door.Url}/api/v1/namespaces/default/{path}");
            text.Should().Contain(value).And.EndWith("}\n");
        }
    }
}
