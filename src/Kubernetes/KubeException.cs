using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Kubernetes;

/// <summary>
/// The API server refused, or could not be reached (<see cref="Code"/> 0). The message is the server's own text.
/// </summary>
public sealed class KubeException : Exception
{
    public KubeException(int code, string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>HTTP status of the answer; 0 when there was none.</summary>
    public int Code { get; }

    /// <summary>Machine-readable reason (<c>NotFound</c>, <c>Conflict</c>…); empty when the server gave none.</summary>
    public string Reason { get; }

    /// <summary><c>details</c> of the Status; null when absent.</summary>
    public JsonObject? Details { get; private init; }

    /// <summary>How long the server asked us to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public bool IsNotFound => Code == 404;

    public bool IsConflict => Reason == "Conflict";

    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The version asked for is gone: list anew.</summary>
    public bool IsExpired => Code == 410 || Reason is "Expired" or "Gone";

    public bool IsForbidden => Code == 403;

    public bool IsInvalid => Code == 422;

    public bool IsUnreachable => Code == 0;

    /// <summary>The namespace is going away, so nothing can be created in it.</summary>
    public bool IsNamespaceTerminating => Code == 403 && Details?["causes"] is JsonArray causes
        && causes.Any(c => c?["reason"]?.ToString() == "NamespaceTerminating");

    internal static KubeException FromAnswer(HttpStatusCode code, TimeSpan? retryAfter, ReadOnlySpan<byte> body)
    {
        JsonObject? status = null;
        try
        {
            status = JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // Proxies and old paths answer plain text ("404 page not found"): it is the message.
        }

        return status?["kind"]?.ToString() == "Status"
            ? FromStatus(status, (int)code, retryAfter)
            : new KubeException((int)code, DefaultReason((int)code), PlainText(code, body)) { RetryAfter = retryAfter };
    }

    internal static KubeException FromStatus(JsonObject status, int code = 0, TimeSpan? retryAfter = null)
    {
        if (code == 0 && status["code"] is JsonValue given && given.TryGetValue<int>(out var own))
        {
            code = own;
        }

        var details = status["details"] as JsonObject;
        if (retryAfter is null && details?["retryAfterSeconds"] is JsonValue v && v.TryGetValue<int>(out var seconds))
        {
            retryAfter = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600));
        }

        return new KubeException(code, status["reason"]?.ToString() ?? "", status["message"]?.ToString() ?? "")
        {
            Details = details,
            RetryAfter = retryAfter,
        };
    }

    internal static KubeException Unreachable(Uri server, Exception inner) =>
        new(0, "Unreachable", $"cannot reach {server.GetLeftPart(UriPartial.Authority)}: {Innermost(inner).Message}", inner);

    internal static KubeException TimedOut(Uri server, TimeSpan after) =>
        new(0, "Timeout", $"no answer from {server.GetLeftPart(UriPartial.Authority)} within {after.TotalSeconds:0.#} s");

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }

    private static string PlainText(HttpStatusCode code, ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Length > 512 ? body[..512] : body).Trim();
        return text.Length > 0 ? text : $"the server answered {(int)code}";
    }

    private static string DefaultReason(int code) => code switch
    {
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        410 => "Gone",
        429 => "TooManyRequests",
        _ => "",
    };
}
