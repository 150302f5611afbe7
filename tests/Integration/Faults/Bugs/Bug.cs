using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Eso.Integration.Faults.Bugs;

/// <summary>
/// A bug that operators have had, put between ours and one of the servers: what the operator sends or hears is changed
/// as if it were its own doing. The product has no switch for it.
/// </summary>
/// <param name="server"><c>aws</c> or <c>kube</c>.</param>
internal abstract class Bug(string server)
{
    /// <summary>For <c>WorldOptions.Between</c>.</summary>
    public HttpMessageHandler Between(string to, HttpMessageHandler inner) => to == server ? new Handler(this, inner) : inner;

    protected abstract Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel);

    protected static string OperationOf(HttpRequestMessage request) =>
        request.Headers.TryGetValues("X-Amz-Target", out var named) ? named.First().Split('.')[^1] : "";

    protected static async Task<string> BodyOf(HttpRequestMessage request, CancellationToken cancel) =>
        request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancel);

    protected static HttpResponseMessage AwsError(string code, string message) => new(HttpStatusCode.BadRequest)
    {
        Content = new StringContent($$"""{"__type":"{{code}}","message":"{{message}}"}""", Encoding.UTF8, "application/x-amz-json-1.1"),
        Headers = { { "x-amzn-ErrorType", code } },
    };

    protected static HttpResponseMessage With(HttpResponseMessage like, string body)
    {
        var made = new HttpResponseMessage(like.StatusCode) { Content = new StringContent(body) };
        foreach (var (name, values) in like.Headers)
        {
            made.Headers.TryAddWithoutValidation(name, values);
        }

        made.Content.Headers.ContentType = like.Content.Headers.ContentType is { } type ? MediaTypeHeaderValue.Parse(type.ToString()) : null;
        return made;
    }

    /// <summary>The same request once more; its content must be in memory.</summary>
    protected static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request, string? body = null)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        if (request.Content is { } content)
        {
            copy.Content = new ByteArrayContent(body is null ? await content.ReadAsByteArrayAsync() : Encoding.UTF8.GetBytes(body));
            foreach (var (name, values) in content.Headers.NonValidated.Where(h => h.Key != "Content-Length"))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return copy;
    }

    private sealed class Handler(Bug bug, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            bug.SendAsync(request, r => base.SendAsync(r, cancellationToken), cancellationToken);
    }
}
