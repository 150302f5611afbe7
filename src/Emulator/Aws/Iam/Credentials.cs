using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Protocol.Signatures;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Tells the protocol whose an access key is.</summary>
internal sealed class Credentials : ICredentialSource
{
    public Credential? Find(AwsWorld world, string accessKeyId, DateTimeOffset now)
    {
        if (Store(world).Find(accessKeyId) is not { } key)
        {
            return null;
        }

        return key.Session is { } session ? OfSession(world, key, session) : OfUser(world, key);
    }

    /// <summary>
    /// Sessions of GetSessionToken without MFA and of GetFederationToken cannot call IAM, and of STS only
    /// GetCallerIdentity and (GetSessionToken's) AssumeRole:
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
    /// </summary>
    public void Use(BoundOperation operation, OperationContext context)
    {
        if (Store(context.World).Find(context.Caller.AccessKeyId) is not { } key)
        {
            return;
        }

        if (key.Session is not { } session)
        {
            NoteUse(key, operation, context);
        }
        else if (session.Kind != SessionKind.Role)
        {
            Restrict(session, operation);
        }
    }

    /// <summary>All keys of this world.</summary>
    public static CredentialStore Store(AwsWorld world) => world.State<CredentialStore>("", "");

    /// <summary>The session behind a caller's key, or null for long-lived and unknown keys.</summary>
    public static Session? SessionOf(AwsWorld world, Caller caller) =>
        Store(world).Find(caller.AccessKeyId)?.Session;

    private static Credential? OfUser(AwsWorld world, IssuedKey key)
    {
        var user = key.UserName is { } name
            ? world.State<IamState>(key.Account, "").Users.GetValueOrDefault(name)
            : null;
        var own = user?.AccessKeys.Find(k => k.Id == key.AccessKeyId);
        return user is null || own is null
            ? null
            : new Credential(
                new Caller(user.Arn, user.Id, key.Account, key.AccessKeyId), key.Secret, Active: own.Active);
    }

    // Kept in memory until its user changes otherwise: reading secrets must not write to the disk each time.
    private static void NoteUse(IssuedKey key, BoundOperation operation, OperationContext context)
    {
        if (key.UserName is { } name
            && context.World.State<IamState>(key.Account, "").Users.GetValueOrDefault(name) is { } user
            && user.AccessKeys.Find(k => k.Id == key.AccessKeyId) is { } own)
        {
            own.LastUsed = context.Now;
            own.LastUsedService = operation.Service.Declaration.Name;
            own.LastUsedRegion = context.Region;
        }
    }

    private static void Restrict(Session session, BoundOperation operation)
    {
        var service = operation.Service.Declaration.Name;
        var token = session.Kind == SessionKind.Token;
        if (service == "iam" && !(token && session.MultiFactor))
        {
            // Quoted in public issues: IAM does not know such tokens at all.
            throw AuthenticationErrors.InvalidToken(WireProtocol.Query);
        }

        if (service == "sts" && !operation.Model.Unsigned && operation.Model.Name != "GetCallerIdentity"
            && !(token && operation.Model.Name == "AssumeRole"))
        {
            throw Sts.StsErrors.SessionMayNot(operation.Model.Name);
        }
    }

    private static Credential OfSession(AwsWorld world, IssuedKey key, Session session)
    {
        var caller = new Caller(session.Arn, session.UserId, key.Account, key.AccessKeyId);
        return new Credential(caller, key.Secret, session.Token, session.Expires, IsAlive(world, key, session));
    }

    /// <summary>Deleting a role or user ends its sessions, even if the same name is made again.</summary>
    private static bool IsAlive(AwsWorld world, IssuedKey key, Session session)
    {
        var iam = world.State<IamState>(key.Account, "");
        if (session is { Kind: SessionKind.Role, RoleName: { } role, RoleId: { } id })
        {
            return iam.Roles.TryGetValue(role, out var found)
                ? found.Id == id
                : Sts.StsState.Of(world, key.Account).IsUndeclared(role, id);
        }

        return key.UserName is not { } user || iam.Users.ContainsKey(user);
    }
}
