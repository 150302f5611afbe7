using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Grounds;

/// <summary>
/// AWS calls by name over HTTP, for steps: JSON 1.1 for Secrets Manager, Parameter Store and KMS, the query protocol for
/// STS and IAM. Signs with static test keys in the form every emulator accepts.
/// </summary>
internal sealed class AwsAccess(Uri endpoint, HttpMessageInvoker http, TimeProvider clock, Func<string> newToken, string accessKeyId)
    : IAwsAccess
{
    private const string DefaultRegion = "us-east-1";
    private static readonly string[] TokenOperations = ["CreateSecret", "PutSecretValue", "UpdateSecret", "RotateSecret"];

    public async Task<JsonObject> CallAsync(
        string service, string operation, JsonObject request, string? region, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint);
        var json = service is "secretsmanager" or "ssm" or "kms";
        if (json)
        {
            if (service == "secretsmanager" && TokenOperations.Contains(operation) && !request.ContainsKey("ClientRequestToken"))
            {
                request["ClientRequestToken"] = newToken();
            }

            var target = service switch { "ssm" => "AmazonSSM", "kms" => "TrentService", _ => service };
            foreach (var empty in request.Where(p => p.Value is null).Select(p => p.Key).ToList())
            {
                request.Remove(empty);
            }

            message.Content = new StringContent(request.ToJsonString(), Encoding.UTF8);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-amz-json-1.1");
            message.Headers.Add("X-Amz-Target", $"{target}.{operation}");
        }
        else
        {
            var form = new List<KeyValuePair<string, string>>
            {
                new("Action", operation),
                new("Version", service == "iam" ? "2010-05-08" : "2011-06-15"),
            };
            Flatten(request, "", form);
            message.Content = new FormUrlEncodedContent(form);
            message.Headers.Accept.ParseAdd("application/json");
        }

        var now = clock.GetUtcNow();
        message.Headers.UserAgent.ParseAdd("eso-scenario/1");
        message.Headers.Add("X-Amz-Date", now.ToString("yyyyMMdd'T'HHmmss'Z'"));
        message.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{now:yyyyMMdd}/{region ?? DefaultRegion}/{service}/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}");
        using var response = await http.SendAsync(message, cancel);
        return Read(operation, json, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }

    private static JsonObject Read(string operation, bool json, int status, string text)
    {
        JsonObject? body = null;
        try
        {
            body = text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Told below with the status.
        }

        if (status is >= 200 and < 300 && body is not null)
        {
            return json ? body : body[$"{operation}Response"]?[$"{operation}Result"]?.DeepClone() as JsonObject ?? [];
        }

        var error = body?["Error"] as JsonObject ?? body;
        var code = (string?)error?["__type"] ?? (string?)error?["Code"] ?? "Unknown";
        throw new AwsRefusedException(operation, code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..], status,
            (string?)error?["Message"] ?? (string?)error?["message"] ?? "");
    }

    private static void Flatten(JsonNode? node, string prefix, List<KeyValuePair<string, string>> form)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    Flatten(value, prefix.Length == 0 ? key : $"{prefix}.{key}", form);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Flatten(list[i], $"{prefix}.member.{i + 1}", form);
                }

                break;
            case JsonValue value:
                form.Add(new(prefix, value.ToString()));
                break;
        }
    }
}
