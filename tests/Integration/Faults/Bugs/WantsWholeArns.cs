namespace Eso.Integration.Faults.Bugs;

/// <summary>Knows an answer again only by the very name or ARN it asked for.</summary>
internal sealed class WantsWholeArns() : Bug("aws")
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, Task<HttpResponseMessage>> next, CancellationToken cancel)
    {
        var answer = await next(request);
        if (!answer.IsSuccessStatusCode || OperationOf(request) is not ("GetSecretValue" or "BatchGetSecretValue"))
        {
            return answer;
        }

        var asked = await BodyOf(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var arn = (string?)System.Text.Json.Nodes.JsonNode.Parse(text)?["ARN"];
        var name = (string?)System.Text.Json.Nodes.JsonNode.Parse(text)?["Name"];
        if (OperationOf(request) == "GetSecretValue")
        {
            return asked.Contains($"\"{arn}\"", StringComparison.Ordinal) || asked.Contains($"\"{name}\"", StringComparison.Ordinal)
                ? With(answer, text)
                : AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }

        return asked.Contains("arn:aws", StringComparison.Ordinal) ? With(answer, "{\"SecretValues\":[],\"Errors\":[]}") : With(answer, text);
    }
}
