using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Managed and inline policies of users, groups and roles: the same for the three.</summary>
internal static class IamAttachments
{
    private const int AttachedMax = 10;

    public static IEnumerable<IamPrincipal> Principals(IamState state) =>
        [.. state.Users.Values, .. state.Groups.Values, .. state.Roles.Values];

    public static int Count(string arn, IamState state) => Principals(state).Count(p => p.Attached.Contains(arn));

    public static int BoundaryCount(string arn, IamState state) =>
        state.Users.Values.Count(u => u.Boundary == arn) + state.Roles.Values.Count(r => r.Boundary == arn);

    /// <summary>Attaches a managed policy; attaching twice is no error.</summary>
    public static JsonObject Attach(
        IamPrincipal principal, string kind, JsonObject request, IamState state, OperationContext context)
    {
        var arn = request.Required("PolicyArn");
        if (IamPolicies.Find(arn, context.Account, context.World) is null)
        {
            throw IamErrors.NotAttachable(arn);
        }

        if (!principal.Attached.Contains(arn))
        {
            if (principal.Attached.Count >= AttachedMax)
            {
                throw IamErrors.Quota($"PoliciesPer{kind}", AttachedMax);
            }

            principal.Attached.Add(arn);
            state.Touch(principal);
        }

        return [];
    }

    public static JsonObject Detach(IamPrincipal principal, JsonObject request, IamState state)
    {
        var arn = request.Required("PolicyArn");
        if (!principal.Attached.Remove(arn))
        {
            throw IamErrors.NoPolicy(arn);
        }

        state.Touch(principal);
        return [];
    }

    public static JsonObject ListAttached(IamPrincipal principal, JsonObject request, OperationContext context)
    {
        var prefix = request.Text("PathPrefix") ?? "/";
        var policies = principal.Attached
            .Select(arn => IamPolicies.Find(arn, context.Account, context.World))
            .OfType<IamPolicy>().Where(p => p.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => new JsonObject { ["PolicyName"] = p.Name, ["PolicyArn"] = p.Arn });
        return IamPages.Page(request, "AttachedPolicies", policies);
    }

    /// <param name="limit">Bytes that all inline policies of the principal may take together, blanks not
    /// counted.</param>
    public static JsonObject PutInline(
        IamPrincipal principal, string kind, int limit, JsonObject request, IamState state)
    {
        var name = request.Required("PolicyName");
        var document = request.Required("PolicyDocument");
        PolicySyntax.CheckIdentity(document);
        var size = principal.Inline.Where(p => p.Key != name).Sum(p => PolicySyntax.Size(p.Value))
            + PolicySyntax.Size(document);
        if (size > limit)
        {
            throw IamErrors.SizeQuota($"{kind} {principal.Name}", limit);
        }

        principal.Inline[name] = document;
        state.Touch(principal);
        return [];
    }

    public static JsonObject GetInline(IamPrincipal principal, string kind, JsonObject request)
    {
        var name = request.Required("PolicyName");
        return principal.Inline.TryGetValue(name, out var document)
            ? new JsonObject
            {
                [$"{char.ToUpperInvariant(kind[0])}{kind[1..]}Name"] = principal.Name,
                ["PolicyName"] = name,
                ["PolicyDocument"] = IamShapes.Document(document),
            }
            : throw IamErrors.NoInlinePolicy(kind, name);
    }

    public static JsonObject DeleteInline(IamPrincipal principal, string kind, JsonObject request, IamState state)
    {
        var name = request.Required("PolicyName");
        if (!principal.Inline.Remove(name))
        {
            throw IamErrors.NoInlinePolicy(kind, name);
        }

        state.Touch(principal);
        return [];
    }

    public static JsonObject ListInline(IamPrincipal principal, JsonObject request) =>
        IamPages.Page(request, "PolicyNames", principal.Inline.Keys.Select(n => JsonValue.Create(n)));
}
