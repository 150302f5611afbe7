namespace Eso.Integration.Faults.Bugs;

/// <summary>Asks again at once when it is throttled.</summary>
internal sealed class RetriesThrottledCallsAtOnce() : Bug("aws")
{
    private const int TriesMax = 50;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await next(await CopyAsync(request));
            if (tries == TriesMax || !answer.Headers.TryGetValues("x-amzn-ErrorType", out var type) || type.First() != "ThrottlingException")
            {
                return answer;
            }
        }
    }
}
