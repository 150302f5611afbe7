namespace Eso.Integration.Faults.Bugs;

/// <summary>Takes any error of AWS for the news that the secret is gone.</summary>
internal sealed class TakesRefusalForAbsence() : Bug("aws")
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var answer = await next(request);
        return answer.IsSuccessStatusCode || OperationOf(request) != "GetSecretValue"
            ? answer
            : AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
}
