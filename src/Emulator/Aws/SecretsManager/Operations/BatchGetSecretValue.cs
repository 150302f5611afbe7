using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Answers the current values of up to 20 secrets, by list or by filters; one secret's failure does not fail the call.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
/// Not emulated: decryption itself (the key must be there and enabled).
/// </summary>
internal sealed class BatchGetSecretValue : IOperation<SecretsState>
{
    public static string Name => "BatchGetSecretValue";

    private const int PageMax = 20;

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var filters = SecretFilters.Read(request);
        var ids = request.Texts("SecretIdList");
        if (ids.Count > 0 == !filters.IsEmpty)
        {
            throw SecretsErrors.IdsOrFilters();
        }

        if (ids.Count == 0)
        {
            return ByFilters(request, filters, state, context);
        }

        if (request.Has("MaxResults"))
        {
            throw SecretsErrors.MaxResultsNeedsFilters();
        }

        var values = new JsonArray();
        var errors = new JsonArray();
        foreach (var id in ids)
        {
            Collect(id, values, errors, state, context);
        }

        return new JsonObject { ["SecretValues"] = values, ["Errors"] = errors };
    }

    private static JsonObject ByFilters(
        JsonObject request, SecretFilters filters, SecretsState state, OperationContext context)
    {
        var page = SecretPages.Read(request, "BatchGetSecretValue", state, filters, PageMax, context);
        var values = new JsonArray();
        var errors = new JsonArray();
        foreach (var secret in page.Secrets)
        {
            Collect(secret.Name, values, errors, state, context);
        }

        var answer = new JsonObject { ["SecretValues"] = values, ["Errors"] = errors };
        answer.AddUnlessNull("NextToken", page.NextToken);
        return answer;
    }

    private static void Collect(
        string id, JsonArray values, JsonArray errors, SecretsState state, OperationContext context)
    {
        try
        {
            // Each secret wants GetSecretValue's permission too; a refusal is that secret's, not the call's.
            if (Authorizer.Refuse("secretsmanager", GetSecretValue.Name, new JsonObject { ["SecretId"] = id },
                context) is { } refusal)
            {
                throw refusal;
            }

            var found = SecretLookup.FindActive(id, state, context);
            SecretLookup.DemandUsableKey(found, context);
            values.Add(GetSecretValue.Read(found, null, null, context));
        }
        catch (AwsException error)
        {
            errors.Add(new JsonObject { ["SecretId"] = id, ["ErrorCode"] = error.Code, ["Message"] = error.Text });
        }
    }
}
