using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Integration.Aws.Fuzz;

/// <summary>Makes wrong requests out of right ones: structure first, then now and then bytes. All by one seed.</summary>
internal sealed class RequestMutator(Random chance, IReadOnlyList<(string Service, string Operation, JsonObject Request)> seeds)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS", "arn:", "arn:aws:secretsmanager:us-east-1:000000000000:secret:s-1",
        "arn:aws:secretsmanager:us-east-1:000000000000:secret:", "arn:::::::", "/", "//", "name:1", "name:label:x", "*", "!", "!a",
        "null", "true", "-1", "99999999999999999999", "ключ", "🔑", "\0", "\u001f", "{}", "[]", "{\"Statement\":[{}]}",
        "cron(0 0 ? * * *)", "rate(0 days)", "rate(5 hours)", "1h", "<x>&amp;", "%00", "alias/aws/ssm", "QUJD", "QUJ",
    ];

    /// <summary>The next request: of a service, an operation and a body.</summary>
    public (string Service, string Operation, byte[] Body) Next(JsonObject variables)
    {
        var (service, operation, request) = seeds[chance.Next(seeds.Count)];
        var made = Fill(request.DeepClone(), variables)!.AsObject();
        made.TryAdd("ClientRequestToken", Guid());
        for (var i = chance.Next(4); i > 0; i--)
        {
            Mutate(made, 0);
        }

        if (chance.Next(200) == 0)
        {
            operation = seeds[chance.Next(seeds.Count)].Operation;
        }

        var body = Encoding.UTF8.GetBytes(made.ToJsonString());
        if (chance.Next(50) == 0 && body.Length > 0)
        {
            body[chance.Next(body.Length)] = (byte)chance.Next(256);
        }

        return (service, operation, chance.Next(300) == 0 ? body[..chance.Next(body.Length)] : body);
    }

    private string Guid()
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new Guid(bytes).ToString("D");
    }

    // Placeholders of the recorded cases become one of few names, so that requests meet.
    private JsonNode? Fill(JsonNode? node, JsonObject variables) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Fill(m.Value, variables)))
            .DistinctBy(m => m.Key)),
        JsonArray list => new JsonArray(list.Select(v => Fill(v, variables)).ToArray()),
        JsonValue value when value.ToString().Contains("${", StringComparison.Ordinal) =>
            value.ToString().Contains("arn", StringComparison.OrdinalIgnoreCase) && variables["arn"] is { } arn
                ? arn.DeepClone()
                : value.ToString().Contains("v1", StringComparison.Ordinal) && variables["version"] is { } version
                    ? version.DeepClone()
                    : JsonValue.Create($"name-{chance.Next(8)}"),
        _ => node?.DeepClone(),
    };

    private void Mutate(JsonObject node, int depth)
    {
        if (node.Count == 0)
        {
            node["SecretId"] = Scalar();
            return;
        }

        var (name, value) = node.ElementAt(chance.Next(node.Count));
        switch (chance.Next(7))
        {
            case 0:
                node.Remove(name);
                break;
            case 1:
                node[name] = null;
                break;
            case 2:
                node[name] = new JsonArray(Scalar(), Scalar());
                break;
            case 3:
                node[name] = new JsonObject { ["Key"] = Scalar(), ["Value"] = Scalar() };
                break;
            case 4 when value is JsonObject inner && depth < 4:
                Mutate(inner, depth + 1);
                break;
            case 4 when value is JsonArray { Count: > 0 } list && list[chance.Next(list.Count)] is JsonObject element && depth < 4:
                Mutate(element, depth + 1);
                break;
            case 5 when value is JsonArray grown:
                grown.Add(grown.Count > 0 ? grown[0]?.DeepClone() : Scalar());
                break;
            default:
                node[name] = Scalar();
                break;
        }
    }

    private JsonNode? Scalar() => chance.Next(8) switch
    {
        0 => chance.Next(-2, 200),
        1 => long.MaxValue,
        2 => chance.NextDouble() * 1e20,
        3 => chance.Next(2) == 0,
        4 => new string((char)chance.Next(32, 0x3000), chance.Next(1, 3000)),
        5 => $"name-{chance.Next(8)}",
        _ => Texts[chance.Next(Texts.Length)],
    };
}
