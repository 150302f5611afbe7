using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>Makes temporary credentials and keeps them.</summary>
internal static class SessionIssuer
{
    /// <summary>Issues a session; <paramref name="shape"/> adds what its kind carries.</summary>
    public static IssuedKey Issue(
        OperationContext context,
        string account,
        SessionKind kind,
        string arn,
        string userId,
        int seconds,
        Func<Session, Session> shape,
        string? userName = null)
    {
        // STS tells whole seconds, so it grants whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(context.Now.ToUnixTimeSeconds());
        var session = new Session(
            kind, arn, userId, IamIds.SessionToken(context.Entropy), now, now.AddSeconds(seconds));
        var key = new IssuedKey(
            IamIds.AccessKey(context.Entropy, "ASIA", account), IamIds.Secret(context.Entropy), account)
        {
            UserName = userName,
            Session = shape(session),
        };
        Credentials.Store(context.World).Add(key);
        return key;
    }

    /// <summary>The Credentials member of an answer.</summary>
    public static JsonObject Show(IssuedKey key) => new()
    {
        ["AccessKeyId"] = key.AccessKeyId,
        ["SecretAccessKey"] = key.Secret,
        ["SessionToken"] = key.Session!.Token,
        ["Expiration"] = key.Session.Expires.EpochSeconds(),
    };
}
