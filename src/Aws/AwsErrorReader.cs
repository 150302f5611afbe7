using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Eso.Aws;

/// <summary>Reads AWS's error answers, JSON and XML, and what is no error answer at all (a proxy's page).</summary>
internal static class AwsErrorReader
{
    // The SDKs' list, plus Parameter Store's own word for concurrent writes.
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException", "TooManyUpdates",
    };

    private static readonly HashSet<string> Denials = new(StringComparer.Ordinal)
    {
        "AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId",
        "ExpiredToken", "ExpiredTokenException", "InvalidSignatureException", "SignatureDoesNotMatch",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
        "IncompleteSignatureException", "InvalidIdentityToken", "IDPRejectedClaim",
    };

    public static AwsException Read(AwsService service, int status, string errorType, byte[] body)
    {
        var (code, text) = service.Version.Length > 0 ? FromXml(body) : FromJson(body);
        code = Bare(errorType.Length > 0 ? errorType : code);
        var failure = code switch
        {
            _ when Throttles.Contains(code) || status == 429 => AwsFailure.Throttled,
            "RequestTimeout" or "RequestTimeoutException" or "IDPCommunicationError" => AwsFailure.Unavailable,
            _ when Denials.Contains(code) => AwsFailure.Denied,
            _ => status >= 500 ? AwsFailure.Unavailable : AwsFailure.Client,
        };
        var worded = code.Length == 0 ? "api error UnknownError: UnknownError"
            : service.Errors.Contains(code) ? $"{code}: {text}" : $"api error {code}: {text}";
        return new AwsException(failure, $"https response error StatusCode: {status}, {worded}".TrimEnd(' '))
        {
            Code = code,
            ServiceMessage = text,
            Status = status,
        };
    }

    private static (string Code, string Text) FromJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object
                ? ("", "")
                : (Text(root, "__type") ?? Text(root, "code") ?? "",
                    Text(root, "message") ?? Text(root, "Message") ?? "");
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static (string Code, string Text) FromXml(byte[] body)
    {
        try
        {
            var error = AwsXml.Parse(body).DescendantsAndSelf().FirstOrDefault(static e => e.Name.LocalName == "Error");
            return error is null ? ("", "") : (AwsXml.Text(error, "Code"), AwsXml.Text(error, "Message"));
        }
        catch (XmlException)
        {
            return ("", "");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // com.amazon.coral.service#UnrecognizedClientException:http://… → UnrecognizedClientException
    private static string Bare(string type)
    {
        type = type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var colon = type.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? type : type[..colon]).Trim();
    }
}

/// <summary>XML answers of the query protocol, read without entities or namespaces.</summary>
internal static class AwsXml
{
    public static XElement Parse(byte[] body)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(body),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    public static XElement? Child(XElement? of, string name) =>
        of?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static string Text(XElement? of, string name) => Child(of, name)?.Value ?? "";
}
