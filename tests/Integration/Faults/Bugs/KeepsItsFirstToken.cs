namespace Eso.Integration.Faults.Bugs;

/// <summary>Keeps the first ServiceAccount token it was given.</summary>
internal sealed class KeepsItsFirstToken() : Bug("kube")
{
    private string? token;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        if (!request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
        {
            return await next(request);
        }

        var answer = await next(request);
        token ??= await answer.Content.ReadAsStringAsync(cancel);
        return With(answer, token);
    }
}
