namespace Eso.Integration.Faults.Bugs;

/// <summary>Reads the version that a rotation has just made.</summary>
internal sealed class ReadsThePendingVersion() : Bug("aws")
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        if (OperationOf(request) != "GetSecretValue")
        {
            return await next(request);
        }

        var body = System.Text.Json.Nodes.JsonNode.Parse(await BodyOf(request, cancel))!.AsObject();
        body["VersionStage"] = "AWSPENDING";
        var pending = await next(await CopyAsync(request, body.ToJsonString()));
        return pending.IsSuccessStatusCode ? pending : await next(await CopyAsync(request));
    }
}
