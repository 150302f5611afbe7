using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>What Secrets Manager checks in a policy before it attaches it.</summary>
internal static class ResourcePolicies
{
    private static readonly string[] StatementMembers =
    [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ];

    /// <summary>Throws when the text is no policy that could be attached.</summary>
    public static void Demand(string policy, OperationContext context)
    {
        foreach (var statement in Statements(policy))
        {
            if (statement.Any(m => !StatementMembers.Contains(m.Key, StringComparer.Ordinal))
                || statement["Effect"] is not JsonValue effect || effect.ToString() is not ("Allow" or "Deny")
                || !HasOne(statement, "Principal", "NotPrincipal") || !HasOne(statement, "Action", "NotAction")
                || !HasOne(statement, "Resource", "NotResource")
                || statement["Condition"] is not (null or JsonObject))
            {
                throw SecretsErrors.PolicySyntax();
            }

            DemandPrincipal(statement["Principal"] ?? statement["NotPrincipal"]!, context);
        }
    }

    /// <summary>
    /// Whether some statement allows everybody: a wildcard principal without a condition that narrows it.
    /// </summary>
    public static bool IsPublic(string policy) => Statements(policy).Any(statement =>
        statement["Effect"]?.ToString() == "Allow"
        && (statement["NotPrincipal"] is not null || IsEverybody(statement["Principal"]))
        && statement["Condition"] is not JsonObject { Count: > 0 });

    private static bool IsEverybody(JsonNode? principal) => principal switch
    {
        JsonValue value => value.ToString() == "*",
        JsonObject kinds => kinds.Any(k => Texts(k.Value).Contains("*")),
        _ => false,
    };

    private static List<JsonObject> Statements(string policy)
    {
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(policy,
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw SecretsErrors.PolicySyntax();
        }

        var statements = document is JsonObject root && Known(root)
            ? root["Statement"] switch
            {
                JsonArray list => list.ToList(),
                JsonObject one => [one],
                _ => [],
            }
            : [];
        return statements.Count > 0 && statements.TrueForAll(s => s is JsonObject)
            ? statements.ConvertAll(s => (JsonObject)s!)
            : throw SecretsErrors.PolicySyntax();
    }

    private static bool Known(JsonObject root) =>
        root.All(m => m.Key is "Version" or "Id" or "Statement")
        && root["Version"] is null or JsonValue && root["Version"]?.ToString() is null or "2012-10-17" or "2008-10-17";

    private static bool HasOne(JsonObject statement, string name, string opposite) =>
        statement[name] is null != statement[opposite] is null;

    private static void DemandPrincipal(JsonNode principal, OperationContext context)
    {
        if (principal is JsonValue value)
        {
            if (value.ToString() != "*")
            {
                throw SecretsErrors.PolicySyntax();
            }

            return;
        }

        if (principal is not JsonObject { Count: > 0 } kinds)
        {
            throw SecretsErrors.PolicySyntax();
        }

        foreach (var (kind, named) in kinds)
        {
            foreach (var one in Texts(named))
            {
                DemandOne(kind, one, context);
            }
        }
    }

    private static void DemandOne(string kind, string principal, OperationContext context)
    {
        switch (kind)
        {
            case "Federated" or "CanonicalUser":
                return;
            case "AWS":
                if (!PrincipalNames.IsValid(principal, context))
                {
                    throw SecretsErrors.PolicyPrincipal();
                }

                return;
            case "Service":
                if (!principal.EndsWith(".amazonaws.com", StringComparison.Ordinal)
                    && !principal.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal))
                {
                    throw SecretsErrors.PolicyService();
                }

                return;
            default:
                throw SecretsErrors.PolicySyntax();
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonValue value => [value.ToString()],
        JsonArray list => list.Select(v => v?.ToString() ?? ""),
        _ => throw SecretsErrors.PolicySyntax(),
    };
}
