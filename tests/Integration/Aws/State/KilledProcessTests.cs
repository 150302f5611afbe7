using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Journal;
using Eso.Integration.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Aws.State;

/// <summary>
/// <c>kill -9</c> in the middle of writes, on a process of its own: whatever was answered is there afterwards.
/// </summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Writers = 16;
    private const int AnswersWanted = 200;
    private readonly string directory = Directory.CreateTempSubdirectory("eso-killed").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Every_answered_write_outlives_the_process()
    {
        var answered = new ConcurrentBag<string>();
        await using (var eso = EsoProcess.Start("aws", "--port", "0", "--state", directory))
        {
            var url = (await eso.Output.ReadLineAsync())!.Split(' ')[^1];
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            var writers = Enumerable.Range(0, Writers).Select(w => WriteAsync(http, w, answered)).ToArray();

            while (answered.Count < AnswersWanted)
            {
                await Task.WhenAny(writers.Append(Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)));
                writers.Should().NotContain(w => w.IsCompleted, "the server still stands");
            }

            // While all of them write.
            await eso.KillAsync();
            await Task.WhenAll(writers);
        }

        using var again = new AwsServer(
            new AwsServerOptions { StateDirectory = directory }, TimeProvider.System, new Entropy(2), new Journal(), new Activity());
        foreach (var name in answered)
        {
            again.Call("secretsmanager", "GetSecretValue", new JsonObject { ["SecretId"] = name }, "000000000000", "us-east-1")["SecretString"]!
                .ToString().Should().Be($"value of {name}");
        }
    }

    private static async Task WriteAsync(HttpClient http, int writer, ConcurrentBag<string> answered)
    {
        for (var i = 0; ; i++)
        {
            var name = $"w{writer}-{i}";
            var body = new JsonObject
            {
                ["Name"] = name,
                ["SecretString"] = $"value of {name}",
                ["ClientRequestToken"] = $"{writer:D16}{i:D16}",
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/")
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1"),
            };
            request.Headers.Add("X-Amz-Target", "secretsmanager.CreateSecret");
            try
            {
                using var answer = await http.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                answered.Add(name);
            }
            catch (HttpRequestException)
            {
                // The process is gone: this one was not answered.
                return;
            }
        }
    }
}
