using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>Reads what a fault's target needs from a request's line and headers.</summary>
internal static class RequestReading
{
    /// <summary>The services whose operations go by another name on the wire than in scenarios and in the journal.</summary>
    private static readonly (string Wire, string Service)[] Prefixes =
    [
        ("AmazonSSM.", "ssm."), ("TrentService.", "kms."), ("AmazonEC2ContainerRegistry_V20150921.", "ecr."),
        ("SpencerFrontendService.", "ecr-public."),
    ];

    /// <param name="target"><c>aws</c> or <c>kube</c>.</param>
    /// <param name="http">The request.</param>
    /// <param name="body">What its body tells, where a fault needs it.</param>
    public static RequestFacts Facts(string target, HttpContext http, AwsBody? body = null)
    {
        var caller = http.Request.Headers.UserAgent.ToString();
        return target == "aws" ? Aws(caller, http.Request, body) : Kube(caller, http.Request);
    }

    private static RequestFacts Aws(string caller, HttpRequest request, AwsBody? body)
    {
        // JSON services name the operation in a header; query services in the body, and the service in the signature's scope.
        var operation = request.Headers["X-Amz-Target"].ToString();
        foreach (var (wire, service) in Prefixes)
        {
            if (operation.StartsWith(wire, StringComparison.Ordinal))
            {
                operation = service + operation[wire.Length..];
            }
        }

        if (operation.Length == 0)
        {
            var scope = request.Headers.Authorization.ToString().Split('/');
            var action = request.Query["Action"].ToString();
            operation = $"{(scope.Length > 4 ? scope[3] : "sts")}.{(action.Length > 0 ? action : body?.Action)}";
        }

        return new RequestFacts("aws", caller, operation, "", "", "", "") { AwsNames = body?.Names ?? [] };
    }

    private static RequestFacts Kube(string caller, HttpRequest request)
    {
        var path = KubePath.Read(request.Path.Value ?? "");
        var watch = path.Watch || request.Query["watch"].ToString() is "true" or "1";
        var verb = request.Method switch
        {
            "GET" or "HEAD" => watch ? "watch" : path.Name.Length == 0 ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => path.Name.Length == 0 ? "deletecollection" : "delete",
            _ => request.Method,
        };
        return new RequestFacts("kube", caller, "", verb, path.Resource, path.Namespace, path.Name)
        {
            IsWrite = path.IsWrite(request.Method),
        };
    }
}
