using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>Reads what a fault's target needs from a request's line and headers, without touching its body.</summary>
internal static class RequestReading
{
    public static RequestFacts Facts(string target, HttpContext http)
    {
        var caller = http.Request.Headers.UserAgent.ToString();
        return target == "aws" ? Aws(caller, http.Request) : Kube(caller, http.Request);
    }

    private static RequestFacts Aws(string caller, HttpRequest request)
    {
        // JSON services name the operation in a header; query services in a body that is not ours to read: the scope
        // tells the service at least ("sts.*").
        var named = request.Headers["X-Amz-Target"].ToString();
        var operation = named.Replace("AmazonSSM.", "ssm.", StringComparison.Ordinal)
            .Replace("TrentService.", "kms.", StringComparison.Ordinal);
        if (operation.Length == 0)
        {
            var scope = request.Headers.Authorization.ToString().Split('/');
            operation = $"{(scope.Length > 4 ? scope[3] : "sts")}.{request.Query["Action"]}";
        }

        return new RequestFacts("aws", caller, operation, "", "", "", "");
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
