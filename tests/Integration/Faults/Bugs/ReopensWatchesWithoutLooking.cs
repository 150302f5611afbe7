using System.Text.Json.Nodes;

namespace Eso.Integration.Faults.Bugs;

/// <summary>Goes on from now when a watch has ended, instead of looking at what it has missed.</summary>
internal sealed class ReopensWatchesWithoutLooking() : Bug("kube")
{
    private JsonArray? first;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var answer = await next(request);
        if (!request.RequestUri!.AbsolutePath.EndsWith("/externalsecrets", StringComparison.Ordinal)
            || request.RequestUri.Query.Contains("watch=", StringComparison.Ordinal) || !answer.IsSuccessStatusCode)
        {
            return answer;
        }

        var list = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!.AsObject();
        first ??= list["items"]!.DeepClone().AsArray();
        list["items"] = first.DeepClone();
        return With(answer, list.ToJsonString());
    }
}
