using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Integration.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Kubernetes.State;

/// <summary><c>kill -9</c> on an API server in the middle of writes: whatever was answered is there afterwards.</summary>
public sealed class KilledClusterTests : IDisposable
{
    private const int Writers = 4;
    private const int AnswersWanted = 120;
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly string directory = Directory.CreateTempSubdirectory("eso-killed-kube").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Every_answered_write_outlives_the_process_and_revisions_go_on()
    {
        var answered = new ConcurrentDictionary<string, string>();
        long highest;
        await using (var eso = Start())
        {
            using var http = await ClientAsync(eso);
            var writers = Enumerable.Range(0, Writers).Select(w => WriteAsync(http, w, answered)).ToArray();
            while (answered.Count < AnswersWanted)
            {
                await Task.WhenAny(writers.Append(Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)));
                writers.Should().NotContain(w => w.IsCompleted, "the server still stands");
            }

            await eso.KillAsync();
            await Task.WhenAll(writers);
            highest = answered.Values.Max(long.Parse);
        }

        await using var again = Start();
        using var reader = await ClientAsync(again);
        var list = JsonNode.Parse(await reader.GetStringAsync(ConfigMaps))!;
        var there = list["items"]!.AsArray().ToDictionary(i => i!["metadata"]!["name"]!.ToString(), i => i!);
        foreach (var (name, version) in answered)
        {
            there.Should().ContainKey(name);
            there[name]["data"]!["v"]!.ToString().Should().Be($"value of {name}");
            there[name]["metadata"]!["resourceVersion"]!.ToString().Should().Be(version);
        }

        long.Parse(list["metadata"]!["resourceVersion"]!.ToString()).Should().BeGreaterThan(highest);
        using var old = await reader.GetAsync($"{ConfigMaps}?watch=1&resourceVersion={highest}&timeoutSeconds=1");
        (await old.Content.ReadAsStringAsync()).Should().Contain("\"code\":410", "history does not outlive the process");
    }

    private EsoProcess Start() => EsoProcess.Start(
        "kube", "--port", "0", "--kube-tls", "off", "--state", directory, "--kubeconfig", Path.Combine(directory, "kubeconfig"));

    private static async Task<HttpClient> ClientAsync(EsoProcess eso)
    {
        var line = await eso.Output.ReadLineAsync() ?? "";
        var url = line.Split(' ').First(w => w.StartsWith("http", StringComparison.Ordinal)).TrimEnd(',');
        return new HttpClient { BaseAddress = new Uri(url) };
    }

    private static async Task WriteAsync(HttpClient http, int writer, ConcurrentDictionary<string, string> answered)
    {
        for (var i = 0; ; i++)
        {
            var name = $"w{writer}-{i}";
            var body = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["data"] = new JsonObject { ["v"] = $"value of {name}" },
            };
            try
            {
                using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(ConfigMaps, content);
                answer.StatusCode.Should().Be(HttpStatusCode.Created);
                var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                answered[name] = made["metadata"]!["resourceVersion"]!.ToString();
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The process is gone: this one was not answered.
                return;
            }
        }
    }
}
