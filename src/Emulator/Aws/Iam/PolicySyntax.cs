using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// What IAM checks in a policy before it keeps it. The texts are AWS's as moto's authors measured them,
/// and their order: syntax, version, the older parser's rules, actions, resources, and what is in them.
/// </summary>
internal static partial class PolicySyntax
{
    private static readonly string[] Members =
    [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ];

    private static readonly string[] TrustActions =
    [
        "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession",
        "sts:SetSourceIdentity", "sts:SetContext", "sts:*",
    ];

    /// <summary>Size as quotas count it: blanks are free.</summary>
    public static int Size(string document) => document.Count(c => !char.IsWhiteSpace(c));

    /// <summary>An identity policy: actions and resources, no principals.</summary>
    /// <param name="managed">Managed policies must be of the newer version; inline ones need not.</param>
    public static void CheckIdentity(string document, bool managed = false)
    {
        var (statements, version) = Statements(document);
        if (managed && version != "2012-10-17")
        {
            throw IamErrors.Malformed("Policy document must be version 2012-10-17 or greater.");
        }

        DemandLegacyForm(statements);
        foreach (var statement in statements)
        {
            if (statement.ContainsKey("Principal") || statement.ContainsKey("NotPrincipal"))
            {
                throw IamErrors.Malformed("Policy document should not specify a principal.");
            }

            DemandActions(statement);
            var resources = Texts(statement, "Resource", "NotResource");
            if (resources.Select(PolicyResources.Complaint).FirstOrDefault(c => c is not null) is { } complaint)
            {
                throw IamErrors.Malformed(complaint);
            }

            CheckActions(statement);
            if (resources.Count == 0)
            {
                throw IamErrors.Malformed("Policy statement must contain resources.");
            }
        }
    }

    /// <summary>A trust policy: principals and STS's actions, no resources.</summary>
    public static void CheckTrust(string document, OperationContext context)
    {
        var (statements, _) = Statements(document);
        DemandLegacyForm(statements);
        foreach (var statement in statements)
        {
            if (statement.ContainsKey("Resource") || statement.ContainsKey("NotResource"))
            {
                throw IamErrors.Malformed("Has prohibited field Resource.");
            }

            if (!statement.ContainsKey("Principal") && !statement.ContainsKey("NotPrincipal"))
            {
                throw IamErrors.Malformed("Missing required field Principal");
            }

            DemandActions(statement);
            CheckActions(statement);
            if (Texts(statement, "Action", "NotAction").Exists(
                a => !TrustActions.Any(t => Glob.Matches(a, t, ignoreCase: true))))
            {
                throw IamErrors.Malformed("AssumeRole policy may only specify STS AssumeRole actions.");
            }

            CheckPrincipals(statement["Principal"] ?? statement["NotPrincipal"], context);
        }
    }

    private static (List<JsonObject> Statements, string? Version) Statements(string document)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(document);
        }
        catch (JsonException)
        {
            throw Syntax();
        }

        if (root is not JsonObject policy || policy.Any(m => m.Key is not ("Version" or "Id" or "Statement"))
            || policy["Id"] is not (null or JsonValue)
            || policy["Version"] is { } version
                && (version is not JsonValue || version.ToString() is not ("2012-10-17" or "2008-10-17")))
        {
            throw Syntax();
        }

        var statements = PolicyDocument.Items(policy["Statement"]).ToList();
        if (statements.Count == 0 || !statements.TrueForAll(s => s is JsonObject o && WellFormed(o)))
        {
            throw Syntax();
        }

        return (statements.ConvertAll(s => (JsonObject)s!), policy["Version"]?.ToString());
    }

    /// <summary>The part of AWS's rules that an older parser enforces, with one text for all.</summary>
    private static void DemandLegacyForm(List<JsonObject> statements)
    {
        foreach (var statement in statements)
        {
            if (statement["Effect"]!.ToString() is not ("Allow" or "Deny")
                || Texts(statement, "Resource", "NotResource").Exists(r => !PolicyResources.IsLegacyForm(r))
                || (statement["Condition"] as JsonObject ?? []).Any(HasBadDate))
            {
                throw IamErrors.Malformed("The policy failed legacy parsing");
            }
        }

        var sids = statements.Select(s => s["Sid"]?.ToString()).Where(s => !string.IsNullOrEmpty(s)).ToList();
        if (sids.Count != sids.Distinct(StringComparer.Ordinal).Count())
        {
            throw IamErrors.Malformed("Statement IDs (SID) in a single policy must be unique.");
        }
    }

    private static bool HasBadDate(KeyValuePair<string, JsonNode?> condition) =>
        condition.Key.StartsWith("Date", StringComparison.Ordinal)
        && ((JsonObject)condition.Value!).SelectMany(k => PolicyDocument.Items(k.Value))
            .Any(v => v?.ToString() is not { } text || !(Conditions.IsDate(text) || LooseDate().IsMatch(text)));

    // Dates that AWS takes when it stores a policy, though they are hardly any: "01T", or a zone of hours alone.
    [GeneratedRegex(
        @"^\d{2,4}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?"
        + @"([tT](([01]?\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,9})?)?)?)?([+-]\d{2}(:?\d{2})?|[zZ])?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex LooseDate();

    private static bool WellFormed(JsonObject statement) =>
        statement.All(m => Members.Contains(m.Key))
        && statement["Effect"] is JsonValue effect
        && effect.ToString().ToUpperInvariant() is "ALLOW" or "DENY"
        && statement["Sid"] is null or JsonValue
        && !(statement.ContainsKey("Action") && statement.ContainsKey("NotAction"))
        && !(statement.ContainsKey("Resource") && statement.ContainsKey("NotResource"))
        && !(statement.ContainsKey("Principal") && statement.ContainsKey("NotPrincipal"))
        && AreTexts(statement["Action"] ?? statement["NotAction"])
        && AreTexts(statement["Resource"] ?? statement["NotResource"])
        && (statement["Condition"] is null
            || (statement["Condition"] is JsonObject conditions && conditions.All(c => IsCondition(c.Key, c.Value))));

    private static bool IsCondition(string name, JsonNode? block) =>
        block is JsonObject keys && (keys.Count == 0 || Conditions.IsOperator(name))
        && keys.All(k => PolicyDocument.Items(k.Value).All(v => v is JsonValue));

    private static bool AreTexts(JsonNode? node) => PolicyDocument.Items(node)
        .All(v => v is null || (v is JsonValue value && value.GetValueKind() == JsonValueKind.String));

    private static void DemandActions(JsonObject statement)
    {
        if (Texts(statement, "Action", "NotAction").Count == 0)
        {
            throw IamErrors.Malformed("Policy statement must contain actions.");
        }
    }

    private static void CheckActions(JsonObject statement)
    {
        foreach (var action in Texts(statement, "Action", "NotAction").Where(a => a != "*"))
        {
            var parts = action.Split(':');
            if (parts.Length == 1)
            {
                throw IamErrors.Malformed(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }

            if (parts.Length > 2)
            {
                throw IamErrors.Malformed("Actions/Condition can contain only one colon.");
            }

            if (parts[0].Length == 0 || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            {
                throw IamErrors.Malformed($"Vendor {parts[0]} is not valid");
            }
        }
    }

    private static void CheckPrincipals(JsonNode? principal, OperationContext context)
    {
        foreach (var one in PolicyPrincipal.Read(principal) ?? [])
        {
            var valid = one.Kind switch
            {
                "*" => one.Value == "*",
                "AWS" => PrincipalNames.IsValid(one.Value, context),
                "Service" or "Federated" or "CanonicalUser" => one.Value.Length > 0,
                _ => false,
            };
            if (!valid)
            {
                throw IamErrors.Malformed($"Invalid principal in policy: \"{one.Kind}\":\"{one.Value}\"");
            }
        }
    }

    private static List<string> Texts(JsonObject statement, string member, string negated) =>
        PolicyDocument.Items(statement[member] ?? statement[negated]).OfType<JsonValue>()
            .Select(v => v.ToString()).ToList();

    private static AwsException Syntax() => IamErrors.Malformed("Syntax errors in policy.");
}
