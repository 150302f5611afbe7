using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Aws.Fuzz;

/// <summary>
/// Mutated requests, seeded: never a 500, never corrupt state. <c>ESO_FUZZ=1000000 ESO_FUZZ_SEED=7</c> for more of it; a seed
/// that finds something becomes a line below.
/// </summary>
public sealed class AwsFuzzTests(ITestOutputHelper output)
{
    private const int CountDefault = 5_000;

    [Theory]
    [InlineData(1)]
    public async Task Mutated_requests_are_answered_and_leave_the_state_whole(int seed)
    {
        seed = int.Parse(Environment.GetEnvironmentVariable("ESO_FUZZ_SEED") ?? $"{seed}");
        var count = int.Parse(Environment.GetEnvironmentVariable("ESO_FUZZ") ?? $"{CountDefault}");
        output.WriteLine($"seed {seed}, {count} requests");
        var faults = new List<string>();
        var activity = new Activity();
        using var clock = new WorldClock(ClockMode.Manual, DateTimeOffset.Parse("2026-01-01T00:00:00Z"), activity, TimeProvider.System);
        using var server = new AwsServer(
            new AwsServerOptions { OnFault = fault => faults.Add(fault.ToString()) },
            clock, new Entropy(seed), new Journal(1000), activity);
        using var http = new HttpMessageInvoker(new InMemoryDoor(server.Pipeline));
        var chance = new Random(seed);
        var mutator = new RequestMutator(chance, Seeds());
        var variables = new JsonObject();
        for (var i = 0; i < count && faults.Count == 0; i++)
        {
            var (service, operation, body) = mutator.Next(variables);
            var status = await SendAsync(http, service, operation, body, variables);
            Assert.True(
                status is 200 or (>= 400 and < 500) && faults.Count == 0,
                $"seed {seed}, request {i}: {service}.{operation} answered {status}\n{System.Text.Encoding.UTF8.GetString(body)}\n{string.Join('\n', faults)}");
            if (i % 1000 == 999)
            {
                await clock.AdvanceAsync(TimeSpan.FromHours(chance.Next(1, 100)));
                CheckState(server.World);
            }
        }
    }

    private static async Task<int> SendAsync(
        HttpMessageInvoker http, string service, string operation, byte[] body, JsonObject variables)
    {
        var prefix = service switch { "ssm" => "AmazonSSM", "kms" => "TrentService", _ => service };
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://aws/") { Content = new ByteArrayContent(body) };
        var query = service is "sts" or "iam";
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", query ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.1");
        if (query)
        {
            request.Content = Form(operation, body);
        }
        else
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", $"{prefix}.{operation}");
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request, CancellationToken.None);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if ((int)answer.StatusCode == 200 && !query && bytes.Length > 0 && JsonNode.Parse(bytes) is JsonObject found)
        {
            if (found["ARN"] is JsonValue arn)
            {
                variables["arn"] = arn.DeepClone();
            }

            if (found["VersionId"] is JsonValue version)
            {
                variables["version"] = version.DeepClone();
            }
        }

        return (int)answer.StatusCode;
    }

    private static ByteArrayContent Form(string operation, byte[] body)
    {
        var pairs = new List<string> { $"Action={operation}", "Version=2011-06-15" };
        try
        {
            if (JsonNode.Parse(body) is JsonObject members)
            {
                pairs.AddRange(members.Select(m => $"{Uri.EscapeDataString(m.Key)}={Uri.EscapeDataString(m.Value?.ToString() ?? "")}"));
            }
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            pairs.Add("%%%=" + Convert.ToHexString(body));
        }

        var content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(string.Join('&', pairs)));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        return content;
    }

    // What no sequence of requests may break.
    private static void CheckState(AwsWorld world)
    {
        foreach (var (_, _, state) in world.All<SecretsState>())
        {
            foreach (var secret in state.ByAge(DateTimeOffset.MinValue))
            {
                var labels = secret.Versions.SelectMany(v => v.Stages).ToArray();
                Assert.Equal(labels.Distinct().Count(), labels.Length);
                Assert.Equal(secret.Versions.Select(v => v.Id).Distinct().Count(), secret.Versions.Count);
                Assert.True(secret.Versions.Count <= 100 && secret.Versions.All(v => v.Stages.Count <= 20));
                Assert.True(secret.Versions.All(v => v.Value is null) || secret.Holder("AWSCURRENT")?.Value is not null);
            }
        }
    }

    private static List<(string Service, string Operation, JsonObject Request)> Seeds()
    {
        var seeds = new List<(string, string, JsonObject)>();
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(AppContext.BaseDirectory, "Data", "aws", "truth"), "*.json", SearchOption.AllDirectories).Order())
        {
            var test = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            seeds.AddRange(test["steps"]!.AsArray().Select(s => (
                (s!["service"] ?? test["service"])!.ToString(),
                s["call"]!.ToString(),
                (s["params"] as JsonObject ?? []).DeepClone().AsObject())));
        }

        // Operations that the recorded cases do not call.
        foreach (var service in ServiceRegistry.Shared.Services)
        {
            seeds.AddRange(service.OperationNames.Select(o => (service.Declaration.Name, o, new JsonObject
            {
                ["SecretId"] = "${name}",
                ["Name"] = "${name}",
                ["KeyId"] = "${name}",
                ["VersionStage"] = "AWSCURRENT",
            })));
        }

        return seeds;
    }
}
