using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// The variable <c>authorizer</c> of admission expressions: asks the server's own authorizer, for the caller or for a
/// service account.
/// </summary>
/// <param name="check">What the authorizer says of one user.</param>
/// <param name="other">The same for a service account: namespace and name.</param>
/// <param name="request">The resource of the request itself; null where there is none.</param>
internal sealed class CelAuthorizer(
    Func<AccessAttributes, (bool Allowed, string Reason)> check,
    Func<string, string, CelAuthorizer> other,
    AccessAttributes? request) : CelMap
{
    public override int Count => 0;

    public override IEnumerable<object> Keys => [];

    public override bool TryGet(object key, out object? value)
    {
        value = key is "requestResource" && request is not null ? new CelResourceCheck(this, request) : null;
        return value is not null;
    }

    public CelAuthorizer For(string ns, string name) => other(ns, name);

    public CelDecision Check(AccessAttributes wanted)
    {
        var (allowed, reason) = check(wanted);
        return new CelDecision(allowed, reason);
    }
}

internal sealed record CelPathCheck(CelAuthorizer Authorizer, string Path);

internal sealed record CelGroupCheck(CelAuthorizer Authorizer, string Group);

internal sealed record CelResourceCheck(CelAuthorizer Authorizer, AccessAttributes Wanted);

internal sealed record CelDecision(bool Allowed, string Reason);

/// <summary>Kubernetes' authorization library.</summary>
internal static class CelAuthorization
{
    public static IEnumerable<CelFunction> All { get; } =
    [
        CelFunction.Method("path", "authorizer, string: pathcheck",
            a => a is [CelAuthorizer z, string path] ? new CelPathCheck(z, path) : CelError.NoOverload),
        CelFunction.Method("group", "authorizer, string: groupcheck",
            a => a is [CelAuthorizer z, string group] ? new CelGroupCheck(z, group) : CelError.NoOverload),
        CelFunction.Method("serviceAccount", "authorizer, string, string: authorizer",
            a => a is [CelAuthorizer z, string ns, string name] ? z.For(ns, name) : CelError.NoOverload),
        CelFunction.Method("resource", "groupcheck, string: resourcecheck", a => a is [CelGroupCheck g, string resource]
            ? new CelResourceCheck(g.Authorizer, new AccessAttributes { Verb = "", Group = g.Group, Resource = resource })
            : CelError.NoOverload),
        Narrow("subresource", (w, s) => w with { Subresource = s }),
        Narrow("namespace", (w, s) => w with { Namespace = s }),
        Narrow("name", (w, s) => w with { Name = s }),
        // Selectors only ever make an answer stricter; RBAC does not look at them.
        Narrow("fieldSelector", (w, _) => w),
        Narrow("labelSelector", (w, _) => w),
        CelFunction.Method("check", "pathcheck, string: decision | resourcecheck, string: decision", a => a switch
        {
            [CelPathCheck p, string verb] => p.Authorizer.Check(
                new AccessAttributes { Verb = verb, IsResource = false, Path = p.Path }),
            [CelResourceCheck r, string verb] => r.Authorizer.Check(r.Wanted with { Verb = verb }),
            _ => CelError.NoOverload,
        }),
        CelFunction.Method("allowed", "decision: bool", a => a is [CelDecision d] ? d.Allowed : CelError.NoOverload),
        CelFunction.Method("reason", "decision: string", a => a is [CelDecision d] ? d.Reason : CelError.NoOverload),
        CelFunction.Method("errored", "decision: bool", a => a is [CelDecision] ? false : CelError.NoOverload),
        CelFunction.Method("error", "decision: string", a => a is [CelDecision] ? "" : CelError.NoOverload),
    ];

    private static CelFunction Narrow(string name, Func<AccessAttributes, string, AccessAttributes> change) =>
        CelFunction.Method(name, "resourcecheck, string: resourcecheck", a => a is [CelResourceCheck r, string text]
            ? r with { Wanted = change(r.Wanted, text) }
            : CelError.NoOverload);
}
