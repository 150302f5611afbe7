namespace Eso.Integration.Faults.Bugs;

/// <summary>Caches what it has read for ever.</summary>
internal sealed class KeepsWhatItReadFirst() : Bug("aws")
{
    private readonly Dictionary<string, string> known = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var asked = OperationOf(request) + await BodyOf(request, cancel);
        lock (known)
        {
            if (known.TryGetValue(asked, out var kept))
            {
                return new HttpResponseMessage { Content = new StringContent(kept) };
            }
        }

        var answer = await next(request);
        if (!answer.IsSuccessStatusCode || OperationOf(request).Length == 0)
        {
            return answer;
        }

        var text = await answer.Content.ReadAsStringAsync(cancel);
        lock (known)
        {
            known[asked] = text;
        }

        return With(answer, text);
    }
}
