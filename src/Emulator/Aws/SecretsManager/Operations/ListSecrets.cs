using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Lists secrets, oldest first unless sorted otherwise, by filters and in pages.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
/// Not emulated: the delay of up to five minutes before AWS lists a change.
/// </summary>
internal sealed class ListSecrets : IOperation<SecretsState>
{
    public static string Name => "ListSecrets";

    private const int PageMax = 100;

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var filters = SecretFilters.Read(request);
        var page = SecretPages.Read(request, "ListSecrets", state, filters, PageMax, context);
        var answer = new JsonObject
        {
            ["SecretList"] = new JsonArray(page.Secrets.Select(s =>
                (JsonNode)SecretDescription.ListEntry(s)).ToArray()),
        };
        answer.AddUnlessNull("NextToken", page.NextToken);
        return answer;
    }
}
