using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Eso.Integration.Aws.Truth;

/// <summary>An answer in the form that cases compare: members by name, no nulls, times as epoch seconds.</summary>
internal sealed record RawAnswer(int Status, JsonObject? Body, JsonObject? Error);

/// <summary>
/// Speaks to AWS by writing bytes to a socket: no SDK, no code of ours on this side of the wire. Which protocol and which
/// members a service has comes from Data/aws/model.
/// </summary>
internal sealed class RawAwsClient(string host, int port)
{
    private readonly Dictionary<string, JsonObject> models = new(StringComparer.Ordinal);

    public JsonObject Operation(string service, string operation) =>
        Model(service)["operations"]?[operation]?.AsObject() ?? [];

    public async Task<RawAnswer> CallAsync(
        string service, string operation, JsonObject parameters, string region, string accessKeyId, string? sessionToken)
    {
        var model = Model(service);
        var query = model["protocol"]!.ToString() == "query";
        var body = Encoding.UTF8.GetBytes(query ? Form(model, operation, parameters) : parameters.ToJsonString());
        var head = new StringBuilder("POST / HTTP/1.1\r\n")
            .Append($"Host: {host}:{port}\r\n")
            .Append($"Content-Length: {body.Length}\r\n")
            .Append("Connection: close\r\n")
            .Append($"Authorization: AWS4-HMAC-SHA256 Credential={accessKeyId}/20260101/{region}/{service}/aws4_request, ")
            .Append("SignedHeaders=host, Signature=00\r\n");
        if (sessionToken is not null)
        {
            head.Append($"X-Amz-Security-Token: {sessionToken}\r\n");
        }

        head.Append(query
            ? "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\n"
            : $"Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {model["targetPrefix"]}.{operation}\r\n\r\n");
        var (status, answer) = await ExchangeAsync(Encoding.ASCII.GetBytes(head.ToString()), body);
        return query
            ? ReadXml(status, answer, Operation(service, operation)["output"] as JsonObject)
            : ReadJson(status, answer, Operation(service, operation)["output"] as JsonObject);
    }

    private async Task<(int Status, byte[] Body)> ExchangeAsync(byte[] head, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(head);
        await stream.WriteAsync(body);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        var bytes = all.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        var status = int.Parse(Encoding.ASCII.GetString(bytes, 9, 3), CultureInfo.InvariantCulture);
        return (status, bytes[(end + 4)..]);
    }

    private JsonObject Model(string service)
    {
        if (!models.TryGetValue(service, out var model))
        {
            var file = Path.Combine(AppContext.BaseDirectory, "Data", "aws", "model", service + ".json");
            models[service] = model = File.Exists(file)
                ? JsonNode.Parse(File.ReadAllText(file))!.AsObject()
                : new JsonObject
                {
                    // What cases only prepare with: answers of these services are not compared.
                    ["protocol"] = service == "iam" ? "query" : "json",
                    ["apiVersion"] = "2010-05-08",
                    ["targetPrefix"] = service == "kms" ? "TrentService" : service,
                };
        }

        return model;
    }

    private static RawAnswer ReadJson(int status, byte[] bytes, JsonObject? output)
    {
        var document = bytes.Length == 0 ? [] : JsonNode.Parse(bytes)!.AsObject();
        if (status >= 400)
        {
            var message = document["message"] ?? document["Message"];
            return new RawAnswer(status, null, new JsonObject
            {
                ["code"] = document["__type"]?.ToString().Split('#')[^1],
                ["message"] = message?.ToString() ?? "",
                ["raw"] = document.DeepClone(),
            });
        }

        return new RawAnswer(status, Known(document, output), null);
    }

    // Members that the model does not list do not count, nor do nulls.
    private static JsonObject Known(JsonObject document, JsonObject? output) => new(document
        .Where(m => m.Value is not null && output?.ContainsKey(m.Key) == true)
        .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

    private static RawAnswer ReadXml(int status, byte[] bytes, JsonObject? output)
    {
        var root = XDocument.Parse(Encoding.UTF8.GetString(bytes)).Root!;
        XElement? Child(XElement of, string name) => of.Elements().FirstOrDefault(e => e.Name.LocalName == name);
        if (status >= 400)
        {
            var error = Child(root, "Error")!;
            return new RawAnswer(status, null, new JsonObject
            {
                ["code"] = Child(error, "Code")?.Value,
                ["message"] = Child(error, "Message")?.Value ?? "",
                ["type"] = Child(error, "Type")?.Value,
            });
        }

        var result = root.Elements().FirstOrDefault(e => e.Name.LocalName.EndsWith("Result", StringComparison.Ordinal));
        return new RawAnswer(status, result is null ? [] : Members(result, output ?? []), null);
    }

    private static JsonObject Members(XElement element, JsonObject members) => new(members
        .Select(m => (m.Key, Found: element.Elements().FirstOrDefault(e => e.Name.LocalName == m.Key), Shape: m.Value!))
        .Where(m => m.Found is not null)
        .Select(m => KeyValuePair.Create(m.Key, FromXml(m.Found!, m.Shape.AsObject()))));

    private static JsonNode? FromXml(XElement element, JsonObject shape) => shape["type"]!.ToString() switch
    {
        "structure" => Members(element, shape["members"]!.AsObject()),
        "list" => new JsonArray(element.Elements().Select(e => FromXml(e, shape["member"]!.AsObject())).ToArray()),
        "integer" or "long" => long.Parse(element.Value, CultureInfo.InvariantCulture),
        "boolean" => element.Value == "true",
        "timestamp" => DateTimeOffset.Parse(element.Value, CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
        _ => element.Value,
    };

    private static string Form(JsonObject model, string operation, JsonObject parameters)
    {
        var pairs = new List<KeyValuePair<string, string>>
        {
            new("Action", operation),
            new("Version", model["apiVersion"]!.ToString()),
        };
        Flatten("", parameters, pairs);
        return string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
    }

    private static void Flatten(string prefix, JsonNode? node, List<KeyValuePair<string, string>> into)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Flatten(prefix.Length == 0 ? name : $"{prefix}.{name}", value, into);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Flatten($"{prefix}.member.{i + 1}", list[i], into);
                }

                break;
            case JsonValue value:
                into.Add(new(prefix, value.GetValueKind() switch
                {
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => value.ToString(),
                }));
                break;
        }
    }
}
