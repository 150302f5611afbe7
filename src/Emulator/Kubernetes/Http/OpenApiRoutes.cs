using Eso.Emulator.Kubernetes.OpenApi;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary><c>/openapi/v2</c> and <c>/openapi/v3</c>: documents sent compressed as they are kept, where the client can.</summary>
internal sealed class OpenApiRoutes(OpenApiDocuments documents)
{
    private const string Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string ProtobufOnceNamed = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public Task RunAsync(KubeRequest request, string[] parts)
    {
        switch (parts)
        {
            case [_, "v2"]:
                return V2Async(request);
            case [_, "v3"]:
                return Answers.BytesAsync(request, 200, Answers.Json, documents.V3Index());
            case [_, "v3", ..]:
                return V3Async(request, string.Join('/', parts.Skip(2)));
            default:
                return Answers.NotFoundTextAsync(request);
        }
    }

    private Task V2Async(KubeRequest request)
    {
        var accept = request.Http.Request.Headers.Accept.ToString();
        var clauses = MediaClause.ParseAll(accept);
        foreach (var clause in clauses)
        {
            switch (clause.Type)
            {
                case "application/json" or "*/*" or "application/*":
                    return SendAsync(request, documents.V2(), cached: false);
                case Protobuf or ProtobufOnceNamed:
                    return SendAsync(request, documents.V2Protobuf(), cached: false, Protobuf);
                default:
                    break;
            }
        }

        return accept.Length > 0 ? EmptyAsync(request, 406) : SendAsync(request, documents.V2(), cached: false);
    }

    private Task V3Async(KubeRequest request, string path)
    {
        if (documents.V3(path) is not { } document)
        {
            return EmptyAsync(request, 404);
        }

        var hash = documents.V3Hash(path);
        var asked = request.Http.Request.Query["hash"].FirstOrDefault();
        if (asked is not null && asked != hash)
        {
            request.Http.Response.Headers.Location = $"/openapi/v3/{path}?hash={hash}";
            request.Http.Response.ContentType = Answers.Json;
            return EmptyAsync(request, 301);
        }

        request.Http.Response.Headers.ETag = $"\"{hash}\"";
        return SendAsync(request, document, cached: asked is not null);
    }

    private static async Task SendAsync(
        KubeRequest request, OpenApiDocuments.Document document, bool cached, string contentType = Answers.Json)
    {
        var response = request.Http.Response;
        var zipped = request.Http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        Answers.Begin(request, 200, contentType);
        response.Headers.Vary = "Accept-Encoding, Accept";
        if (cached)
        {
            response.Headers.CacheControl = "public, immutable";
            response.Headers.Expires = request.Core.Now.AddYears(1).ToString("R");
        }

        if (zipped)
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = document.Gzip.Length;
            await response.BodyWriter.WriteAsync(document.Gzip, request.Aborted).ConfigureAwait(false);
            return;
        }

        response.ContentLength = document.Length;
        await response.BodyWriter.WriteAsync(document.Json(), request.Aborted).ConfigureAwait(false);
    }

    private static Task EmptyAsync(KubeRequest request, int status)
    {
        request.Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
