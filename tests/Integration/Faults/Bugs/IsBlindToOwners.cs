namespace Eso.Integration.Faults.Bugs;

/// <summary>Does not see who owns a Secret.</summary>
internal sealed class IsBlindToOwners() : Bug("kube")
{
    private const string Owners = "\"ownerReferences\"";
    private const string Hidden = "\"ownerReferencez\"";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var sent = request.Content is not null && request.RequestUri!.AbsolutePath.Contains("/secrets", StringComparison.Ordinal)
            ? await CopyAsync(request, (await BodyOf(request, cancel)).Replace(Hidden, "\"unknown\"", StringComparison.Ordinal))
            : request;
        var answer = await next(sent);
        if (answer.IsSuccessStatusCode && request.RequestUri!.AbsolutePath.Contains("/secrets", StringComparison.Ordinal))
        {
            Replacing.In(answer, Owners, Hidden, await answer.Content.ReadAsStreamAsync(cancel));
        }

        return answer;
    }
}
