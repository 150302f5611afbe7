using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Temporary credentials that speak for the user who asks.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
/// Not emulated: the check of an MFA device's code (any code of the right form counts).
/// </summary>
internal sealed class GetSessionToken : IOperation<StsState>
{
    private const int DefaultSeconds = 43200;
    private const int RootSeconds = 3600;

    public static string Name => "GetSessionToken";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var key = Credentials.Store(context.World).Find(context.Caller.AccessKeyId);
        if (key?.Session is not null)
        {
            throw StsErrors.SessionMayNot(Name);
        }

        var seconds = (int)(request.Number("DurationSeconds") ?? DefaultSeconds);
        seconds = key?.UserName is null ? Math.Min(seconds, RootSeconds) : seconds;
        var issued = SessionIssuer.Issue(
            context,
            context.Account,
            SessionKind.Token,
            context.Caller.Arn,
            context.Caller.UserId,
            seconds,
            session => session with { MultiFactor = request.Has("TokenCode") },
            key?.UserName);
        return new JsonObject { ["Credentials"] = SessionIssuer.Show(issued) };
    }
}
