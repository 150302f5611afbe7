namespace Eso.Integration.Faults.Bugs;

/// <summary>Does not see that a Secret is immutable.</summary>
internal sealed class IsBlindToImmutability() : Bug("kube")
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var answer = await next(request);
        if (answer.IsSuccessStatusCode && request.RequestUri!.AbsolutePath.Contains("/secrets", StringComparison.Ordinal))
        {
            Replacing.In(answer, "\"immutable\"", "\"immutablf\"", await answer.Content.ReadAsStreamAsync(cancel));
        }

        return answer;
    }
}
