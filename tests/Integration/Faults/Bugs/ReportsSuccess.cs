namespace Eso.Integration.Faults.Bugs;

/// <summary>Writes into the status that all is well, whatever happened.</summary>
internal sealed class ReportsSuccess() : Bug("kube")
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        if (!request.RequestUri!.AbsolutePath.EndsWith("/status", StringComparison.Ordinal)
            || !request.RequestUri.AbsolutePath.Contains("/externalsecrets/", StringComparison.Ordinal))
        {
            return await next(request);
        }

        var body = System.Text.Json.Nodes.JsonNode.Parse(await BodyOf(request, cancel))!.AsObject();
        foreach (var condition in body["status"]?["conditions"]?.AsArray() ?? [])
        {
            condition!["status"] = "True";
            condition["reason"] = "SecretSynced";
            condition["message"] = "secret synced";
        }

        return await next(await CopyAsync(request, body.ToJsonString()));
    }
}
