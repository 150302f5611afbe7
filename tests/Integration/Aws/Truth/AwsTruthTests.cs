using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Aws.Truth;

/// <summary>Plays every case of Data/aws/truth against the embedded AWS over real sockets.</summary>
public sealed class AwsTruthTests(ITestOutputHelper output)
{
    private const int Seed = 20261121;

    // What a case may need besides the three services, and we do not have.
    private static readonly string[] Lacking = ["maintenance-windows"];

    private static readonly Dictionary<string, string> Given = new()
    {
        ["lambdaArn"] = $"arn:aws:lambda:us-east-1:000000000000:function:{RotationFunctions.RandomPassword}",
    };

    [Fact]
    public async Task Every_recorded_case_is_answered_as_AWS_did()
    {
        using var server = new AwsServer(
            new AwsServerOptions(), TimeProvider.System, new Entropy(Seed), new Journal(), new Activity());
        await using var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0);
        var player = new CasePlayer(new RawAwsClient("127.0.0.1", door.Port), Seed, Given);
        var failures = new List<string>();
        var played = 0;
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(AppContext.BaseDirectory, "Data", "aws", "truth"), "*.json", SearchOption.AllDirectories).Order())
        {
            var test = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
            if (test["needs"] is JsonArray needs && needs.Any(n => Lacking.Contains(n!.ToString())))
            {
                continue;
            }

            played++;
            var problems = await player.PlayAsync(test);
            if (problems.Count > 0)
            {
                failures.Add($"{test["service"]}/{test["name"]}: {string.Join("\n    ", problems)}");
            }
        }

        var score = $"aws truth: {played - failures.Count}/{played}";
        output.WriteLine(score);
        Console.WriteLine(score);
        Assert.True(failures.Count == 0, $"{score}\n{string.Join('\n', failures)}");
    }
}
