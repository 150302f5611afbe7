namespace Eso.Integration.Faults.Bugs;

/// <summary>Sends a refused write again at once, and again.</summary>
internal sealed class RetriesConflictsAtOnce() : Bug("kube")
{
    private const int TriesMax = 100;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await next(await CopyAsync(request));
            if (tries == TriesMax || request.Method != HttpMethod.Put || answer.StatusCode != System.Net.HttpStatusCode.Conflict)
            {
                return answer;
            }
        }
    }
}
