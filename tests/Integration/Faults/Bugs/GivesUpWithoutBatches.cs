namespace Eso.Integration.Faults.Bugs;

/// <summary>Reads nothing at all when it may not read in batches.</summary>
internal sealed class GivesUpWithoutBatches() : Bug("aws")
{
    private bool denied;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        if (denied && OperationOf(request) == "GetSecretValue")
        {
            return AwsError("AccessDeniedException", "not in batches, not at all");
        }

        var answer = await next(request);
        denied |= !answer.IsSuccessStatusCode && OperationOf(request) == "BatchGetSecretValue";
        return answer;
    }
}
