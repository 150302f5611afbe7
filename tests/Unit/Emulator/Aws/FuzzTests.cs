using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws;

/// <summary>
/// Requests that are nearly right, for every operation of every service: none may be answered with 500, and whatever
/// was kept must come back from its saved entry. <c>ESO_FUZZ_REQUESTS</c> and <c>ESO_FUZZ_SEED</c> make it run longer or
/// otherwise; a seed that found a bug becomes an <c>InlineData</c>.
/// </summary>
public sealed class FuzzTests
{
    private static readonly string[] Oddities =
    [
        "", " ", "*", "/", "//", ":", "::", "a", "ä", "\u0000", "😀", "null", "true", "0", "-1", "{}", "[]", "{{x}}", "${x}",
        "arn:", "arn:aws:iam::000000000000:role/", "arn:aws:secretsmanager:us-east-1:000000000000:secret:", "alias/",
        "alias/aws/ssm", "/aws/reference/secretsmanager/", "/aws/reference/secretsmanager/app/db", "AWSCURRENT", "a:1", "a:b:c",
        "2026-01-01T00:00:00Z", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", "rate(1 day)", "cron(0 0 * * ? *)", "(((", "[a-z]+",
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""",
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""",
        """[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-06-01T00:00:00Z"}}]""",
    ];

    [Theory]
    [InlineData(1, "Off")]
    [InlineData(2, "Warn")]
    [InlineData(3, "Enforce")]
    [InlineData(11, "Enforce")] // a provider URL without scheme reached the authorizer
    public async Task No_request_is_answered_with_a_fault_of_ours(int seed, string iam)
    {
        seed = Setting("ESO_FUZZ_SEED", seed);
        var random = new Random(seed);
        var aws = new OfflineAws(Enum.Parse<IamMode>(iam), new NoNetwork());
        var operations = ServiceRegistry.Shared.Services
            .SelectMany(s => s.OperationNames.Select(s.Operation).OfType<BoundOperation>()).ToArray();
        var known = new List<string>(Oddities);
        var requests = Setting("ESO_FUZZ_REQUESTS", 6_000);
        for (var i = 0; i < requests; i++)
        {
            var operation = operations[random.Next(operations.Length)];
            var body = operation.Model.Input is { } input ? Structure(input, random, known, 0) : [];
            var reply = await aws.SendAsync(operation, body);
            if (reply.Status >= 500 || aws.Faults.Count > 0)
            {
                Assert.Fail(
                    $"seed {seed}, request {i}: {operation.Title} {body.ToJsonString()} -> {reply.Status}\n"
                    + aws.Faults.FirstOrDefault());
            }

            Remember(reply.Body, known, random);
            if (i % 50 == 0)
            {
                aws.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 600)));
            }
        }

        Reload(aws);
    }

    private static void Reload(OfflineAws aws)
    {
        var other = new OfflineAws();
        foreach (var (type, account, region, state) in aws.Server.World.Everything())
        {
            if (state is not DurableState source)
            {
                continue;
            }

            var target = (DurableState)typeof(AwsWorld).GetMethods()
                .Single(m => m.Name == nameof(AwsWorld.State) && m.IsGenericMethod).MakeGenericMethod(type)
                .Invoke(other.Server.World, [account, region])!;
            foreach (var key in source.Keys.ToList())
            {
                var saved = source.Save(key)!.ToJsonString();
                target.Load(key, JsonNode.Parse(saved)!.AsObject());
                target.Save(key)!.ToJsonString().Should().Be(saved, "{0} {1} must come back as it was", type.Name, key);
            }
        }
    }

    private static JsonObject Structure(Shape shape, Random random, List<string> known, int depth)
    {
        var made = new JsonObject();
        foreach (var member in shape.Members)
        {
            if (random.NextDouble() < (member.Required ? 0.95 : 0.35))
            {
                made[member.Name] = Value(member.Shape, random, known, depth + 1);
            }
        }

        return made;
    }

    private static JsonNode? Value(Shape shape, Random random, List<string> known, int depth)
    {
        if (random.Next(60) == 0)
        {
            // The wrong type altogether.
            return random.Next(4) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next()),
                2 => new JsonArray(),
                _ => JsonValue.Create(Text(shape, random, known)),
            };
        }

        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                return depth > 6 ? new JsonObject() : Structure(shape, random, known, depth);
            case ShapeKind.List:
                var count = random.Next(0, 4);
                return new JsonArray(Enumerable.Range(0, count)
                    .Select(_ => Value(shape.Item!.Shape, random, known, depth + 1)).ToArray());
            case ShapeKind.Map:
                return new JsonObject(Enumerable.Range(0, random.Next(0, 3)).Select(n => KeyValuePair.Create(
                    "k" + n, Value(shape.Item!.Shape, random, known, depth + 1))));
            case ShapeKind.Integer or ShapeKind.Long:
                return JsonValue.Create(random.Next(4) switch
                {
                    0 => shape.Min ?? 0,
                    1 => shape.Max ?? int.MaxValue,
                    2 => random.NextInt64(),
                    _ => random.Next(1, 40),
                });
            case ShapeKind.Double:
                return JsonValue.Create(random.NextDouble() * 1e6);
            case ShapeKind.Timestamp:
                return JsonValue.Create(1767225600L + random.Next(-1000000, 1000000));
            case ShapeKind.Boolean:
                return JsonValue.Create(random.Next(2) == 0);
            case ShapeKind.Blob:
                var bytes = new byte[random.Next(0, 80)];
                random.NextBytes(bytes);
                return JsonValue.Create(known.Find(k => k.StartsWith("AQIC", StringComparison.Ordinal)) is { } blob
                    && random.Next(2) == 0 ? blob : Convert.ToBase64String(bytes));
            default:
                return JsonValue.Create(Text(shape, random, known));
        }
    }

    private static string Text(Shape shape, Random random, List<string> known)
    {
        if (shape.Enum is { } values && random.Next(12) != 0)
        {
            return values[random.Next(values.Count)];
        }

        switch (random.Next(10))
        {
            case < 5:
                return known[random.Next(known.Count)];
            case < 7:
                var name = known[random.Next(known.Count)];
                return name.Length == 0 ? "x" : name.Insert(random.Next(name.Length), Oddities[random.Next(Oddities.Length)]);
            case 7:
                return new string('x', (int)Math.Min(shape.Max ?? 300, 5000) + random.Next(-1, 2) is var n and > 0 ? n : 1);
            default:
                return "n" + random.Next(12).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Names, ARNs, tokens and ids that answers gave are what the next requests ask about.</summary>
    private static void Remember(JsonNode? node, List<string> known, Random random)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Remember(value, known, random);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Remember(item, known, random);
                }

                break;
            case JsonValue value when value.ToString() is { Length: > 3 and < 3000 } text:
                if (known.Count < 400)
                {
                    known.Add(text);
                }
                else
                {
                    known[random.Next(Oddities.Length, known.Count)] = text;
                }

                break;
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("no network here");
    }
}
