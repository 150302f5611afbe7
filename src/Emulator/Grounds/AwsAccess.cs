using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Aws.Credentials;

namespace Eso.Emulator.Grounds;

/// <summary>
/// AWS calls by name over HTTP, for steps: JSON 1.1 for Secrets Manager, Parameter Store and KMS, the query protocol for
/// STS and IAM; signed as the operator's own calls are, so that any AWS takes them.
/// </summary>
/// <param name="endpoint">Where a service of a region is.</param>
internal sealed class AwsAccess(
    Func<string, string, Uri> endpoint, HttpMessageInvoker http, TimeProvider clock, Func<string> newToken,
    IAwsCredentialSource credentials, string defaultRegion)
    : IAwsAccess
{
    private static readonly string[] TokenOperations = ["CreateSecret", "PutSecretValue", "UpdateSecret", "RotateSecret"];

    /// <summary>Access to an emulator that has one address and takes any keys.</summary>
    public static AwsAccess ToEmulator(Uri address, HttpMessageInvoker http, TimeProvider clock, Func<string> newToken) => new(
        (_, _) => address, http, clock, newToken,
        new StaticCredentials(new AwsCredentials { AccessKeyId = "test", SecretAccessKey = "test" }), "us-east-1");

    public async Task<JsonObject> CallAsync(
        string service, string operation, JsonObject request, string? region, CancellationToken cancel)
    {
        var json = service is "secretsmanager" or "ssm" or "kms";
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint(service, region ?? defaultRegion));
        var body = json ? JsonBody(service, operation, request, message) : FormBody(service, operation, request);
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            json ? "application/x-amz-json-1.1" : "application/x-www-form-urlencoded; charset=utf-8");
        message.Headers.UserAgent.ParseAdd("eso-scenario/1");
        AwsSignature.Sign(message, body, await credentials.GetAsync(cancel), SigningRegion(service, region), service, clock.GetUtcNow());
        try
        {
            using var response = await http.SendAsync(message, cancel);
            return Read(operation, json, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException e)
        {
            throw new AwsRefusedException(operation, "Unreachable", 0, $"{message.RequestUri!.Authority}: {e.Message}");
        }
    }

    private byte[] JsonBody(string service, string operation, JsonObject request, HttpRequestMessage message)
    {
        if (service == "secretsmanager" && TokenOperations.Contains(operation) && !request.ContainsKey("ClientRequestToken"))
        {
            request["ClientRequestToken"] = newToken();
        }

        foreach (var empty in request.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            request.Remove(empty);
        }

        var target = service switch { "ssm" => "AmazonSSM", "kms" => "TrentService", _ => service };
        message.Headers.Add("X-Amz-Target", $"{target}.{operation}");
        return JsonSerializer.SerializeToUtf8Bytes(request);
    }

    private static byte[] FormBody(string service, string operation, JsonObject request)
    {
        var form = new QueryForm(operation, service == "iam" ? "2010-05-08" : "2011-06-15");
        Flatten(request, "", form);
        return form.ToBytes();
    }

    // IAM is one service for the world; its requests are signed for the partition's first region.
    private string SigningRegion(string service, string? region) => service == "iam" ? "us-east-1" : region ?? defaultRegion;

    private static JsonObject Read(string operation, bool json, int status, string text)
    {
        var body = text.TrimStart().StartsWith('<') ? QueryAnswer.Parse(text) : Json(text);
        if (status is >= 200 and < 300 && body is not null)
        {
            return json ? body : body[$"{operation}Response"]?[$"{operation}Result"]?.DeepClone() as JsonObject
                ?? body[$"{operation}Result"]?.DeepClone() as JsonObject ?? [];
        }

        var error = body?["ErrorResponse"]?["Error"] as JsonObject ?? body?["Error"] as JsonObject ?? body;
        var code = (string?)error?["__type"] ?? (string?)error?["Code"] ?? "Unknown";
        throw new AwsRefusedException(operation, code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..], status,
            (string?)error?["Message"] ?? (string?)error?["message"] ?? "");
    }

    private static JsonObject? Json(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Told by the caller with the status.
            return null;
        }
    }

    private static void Flatten(JsonNode? node, string prefix, QueryForm form)
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
                form.AddAlways(prefix, value.ToString());
                break;
        }
    }
}
