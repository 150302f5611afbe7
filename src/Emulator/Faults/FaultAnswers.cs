using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>The answers that faults give in a server's place, in that server's own form.</summary>
internal static class FaultAnswers
{
    public static async Task AwsAsync(FaultContext context, int status, string code, string message)
    {
        var http = context.Http;
        http.Response.StatusCode = status;
        http.Response.Headers["x-amzn-RequestId"] = context.Entropy.Uuid();
        if (http.Request.Headers.ContainsKey("X-Amz-Target"))
        {
            http.Response.ContentType = "application/x-amz-json-1.1";
            http.Response.Headers["x-amzn-ErrorType"] = code;
            await http.Response.WriteAsync(
                new JsonObject { ["__type"] = code, ["message"] = message }.ToJsonString(), http.RequestAborted);
            return;
        }

        http.Response.ContentType = "text/xml";
        await http.Response.WriteAsync(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
            + $"<Type>{(status < 500 ? "Sender" : "Receiver")}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            + $"<RequestId>{http.Response.Headers["x-amzn-RequestId"]}</RequestId></ErrorResponse>", http.RequestAborted);
    }

    public static async Task KubeAsync(FaultContext context, int status, int? retryAfterSeconds)
    {
        var (reason, message) = status switch
        {
            404 => ("NotFound", $"{context.Facts.Resource.Split('/')[0]} \"{context.Facts.Name}\" not found"),
            409 => ("Conflict", $"Operation cannot be fulfilled on {context.Facts.Resource.Split('/')[0]} \"{context.Facts.Name}\": "
                + "the object has been modified; please apply your changes to the latest version and try again"),
            410 => ("Expired", "The resourceVersion for the provided list is too old."),
            429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => ("Timeout", "the server was unable to return a response in the time allotted"),
            _ => ("InternalError", "an error on the server has prevented the request from succeeding"),
        };
        var answer = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
            ["code"] = status,
        };
        var http = context.Http;
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["Audit-Id"] = context.Entropy.Uuid();
        if (retryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString();
            answer["details"] = new JsonObject { ["retryAfterSeconds"] = seconds };
        }

        await http.Response.WriteAsync(answer.ToJsonString() + "\n", http.RequestAborted);
    }
}
