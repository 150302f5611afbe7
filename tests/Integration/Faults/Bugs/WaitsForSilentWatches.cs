namespace Eso.Integration.Faults.Bugs;

/// <summary>Waits for a watch's next word for ever.</summary>
internal sealed class WaitsForSilentWatches() : Bug("kube")
{
    private readonly CancellationTokenSource released = new();

    public override void Release() => released.Cancel();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        if (!request.RequestUri!.Query.Contains("watch=", StringComparison.Ordinal))
        {
            return await next(request);
        }

        var answer = await next(request);
        Replacing.Body(answer, new PatientStream(await answer.Content.ReadAsStreamAsync(cancel), released.Token));
        return answer;
    }
}
