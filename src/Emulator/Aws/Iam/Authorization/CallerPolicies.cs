using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>The policies on the caller's side.</summary>
/// <param name="IsRoot">The account's owner: no identity policy is needed.</param>
/// <param name="Boundary">Null when the principal has no permissions boundary.</param>
/// <param name="Session">Null when the session carries no policies.</param>
internal sealed record CallerPolicies(
    bool IsRoot,
    IReadOnlyList<AttachedPolicy> Identity,
    IReadOnlyList<AttachedPolicy>? Boundary,
    IReadOnlyList<AttachedPolicy>? Session)
{
    public static CallerPolicies Of(OperationContext context)
    {
        var session = Credentials.SessionOf(context.World, context.Caller);
        var sessionPolicies = session?.Policies?.Select((p, i) =>
            new AttachedPolicy(PolicyKind.Session, $"session policy {i + 1}", p)).ToList();
        if (session?.Kind == SessionKind.Role)
        {
            return CallerKeys.RoleOf(context, session) is { } role
                ? new CallerPolicies(
                    false, Own(context, role), BoundaryOf(context, role.Boundary), sessionPolicies)
                : new CallerPolicies(false, [], null, sessionPolicies);
        }

        var user = session?.Kind == SessionKind.Federation ? FederatingUser(context) : CallerKeys.UserOf(context);
        return user is not null
            ? new CallerPolicies(false, OfUser(context, user), BoundaryOf(context, user.Boundary), sessionPolicies)
            : new CallerPolicies(IsRootKey(context, session), [], null, sessionPolicies);
    }

    /// <summary>Policies of a user with those of its groups.</summary>
    public static IReadOnlyList<AttachedPolicy> OfUser(OperationContext context, IamUser user)
    {
        var groups = context.World.State<IamState>(context.Caller.Account, "").Groups;
        return
        [
            .. Own(context, user),
            .. user.Groups.Where(groups.ContainsKey).SelectMany(g => Own(context, groups[g])),
        ];
    }

    /// <summary>Inline and attached policies of one principal.</summary>
    public static IReadOnlyList<AttachedPolicy> Own(OperationContext context, IamPrincipal principal) =>
        Own(context.World, AccountOf(principal.Arn), principal);

    public static IReadOnlyList<AttachedPolicy> Own(AwsWorld world, string account, IamPrincipal principal) =>
    [
        .. principal.Inline.Select(p =>
            new AttachedPolicy(PolicyKind.Identity, $"{principal.Arn} inline policy {p.Key}", p.Value)),
        .. principal.Attached.Select(arn => (Arn: arn, Document: IamPolicies.DocumentOf(arn, account, world)))
            .Where(p => p.Document is not null)
            .Select(p => new AttachedPolicy(PolicyKind.Identity, p.Arn, p.Document!)),
    ];

    /// <summary>Whether the caller's own policies permit it.</summary>
    /// <param name="needsIdentity">False when the other side trusts the caller by name: then nothing here must
    /// allow.</param>
    public bool Permit(Access access, bool needsIdentity)
    {
        if (Evaluation.Find([.. Identity, .. Boundary ?? [], .. Session ?? []], allow: false, access) is not null)
        {
            return false;
        }

        return !needsIdentity
            || ((IsRoot || Evaluation.Find(Identity, allow: true, access) is not null)
                && (Boundary is null || Evaluation.Find(Boundary, allow: true, access) is not null)
                && (Session is null || Evaluation.Find(Session, allow: true, access) is not null));
    }

    private static List<AttachedPolicy>? BoundaryOf(OperationContext context, string? arn) => arn is null
        ? null
        : IamPolicies.DocumentOf(arn, context.Caller.Account, context.World) is { } document
            ? [new AttachedPolicy(PolicyKind.Boundary, arn, document)]
            : [];

    private static IamUser? FederatingUser(OperationContext context) =>
        Credentials.Store(context.World).Find(context.Caller.AccessKeyId)?.UserName is { } name
            ? context.World.State<IamState>(context.Caller.Account, "").Users.GetValueOrDefault(name)
            : null;

    private static bool IsRootKey(OperationContext context, Session? session) =>
        context.Caller.Arn.EndsWith(":root", StringComparison.Ordinal)
        || (session?.Kind == SessionKind.Federation
            && Credentials.Store(context.World).Find(context.Caller.AccessKeyId)?.UserName is null);

    private static string AccountOf(string arn) => arn.Split(':') is { Length: >= 6 } parts ? parts[4] : "";
}
