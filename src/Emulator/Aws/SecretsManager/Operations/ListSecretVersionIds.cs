using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Lists the labelled versions of a secret; with IncludeDeprecated those without label too.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListSecretVersionIds : IOperation<SecretsState>
{
    public static string Name => "ListSecretVersionIds";

    private const int PageMax = 100;

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.Find(request.Required("SecretId"), state, context);
        var secret = found.Secret;
        var deprecated = request.Flag("IncludeDeprecated") ?? false;
        var listed = secret.Versions.Where(v => deprecated || v.Stages.Count > 0).ToList();
        var question = $"ListSecretVersionIds {secret.Arn} {deprecated}";
        var start = 0;
        if (request.Text("NextToken") is { } token)
        {
            // A version that has gone since cannot be continued after.
            start = PageTokens.TryRead(question, token, out var last)
                ? listed.FindIndex(v => v.Id == last) + 1
                : throw SecretsErrors.PageToken();
        }

        var count = (int)(request.Number("MaxResults") ?? PageMax);
        var page = listed.Skip(start).Take(count).ToArray();
        var answer = new JsonObject
        {
            ["Versions"] = new JsonArray(page.Select(v => (JsonNode)Entry(v)).ToArray()),
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
        };
        if (start + page.Length < listed.Count)
        {
            answer["NextToken"] = PageTokens.Make(question, page[^1].Id);
        }

        return answer;
    }

    private static JsonObject Entry(SecretVersion version)
    {
        var entry = new JsonObject { ["VersionId"] = version.Id };
        if (version.Stages.Count > 0)
        {
            entry["VersionStages"] = version.Stages.ToJsonArray();
        }

        entry.AddUnlessNull("LastAccessedDate", version.LastAccessed?.Epoch());
        entry["CreatedDate"] = version.Created.Epoch();
        entry["KmsKeyIds"] = new JsonArray(version.KmsKeyId ?? "DefaultEncryptionKey");
        return entry;
    }
}
