using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Temporary credentials for a federated user, who may do what both the caller and the passed policies allow.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetFederationToken : IOperation<StsState>
{
    private const int DefaultSeconds = 43200;
    private const int RootSeconds = 3600;

    public static string Name => "GetFederationToken";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var key = Credentials.Store(context.World).Find(context.Caller.AccessKeyId);
        if (key?.Session is not null)
        {
            throw StsErrors.SessionMayNot(Name);
        }

        var name = request.Required("Name");
        var policies = SessionPolicies.Read(request, context.Account, context);
        var tags = SessionTagging.Read(request, null);
        var packed = SessionPolicies.PackedSize(policies, tags.Passed);
        var seconds = (int)(request.Number("DurationSeconds") ?? DefaultSeconds);
        seconds = key?.UserName is null ? Math.Min(seconds, RootSeconds) : seconds;
        var issued = SessionIssuer.Issue(
            context,
            context.Account,
            SessionKind.Federation,
            $"arn:{context.Partition}:sts::{context.Account}:federated-user/{name}",
            $"{context.Account}:{name}",
            seconds,
            // Without a policy a federated user may do nothing but what resource policies grant.
            session => session with { Name = name, Policies = policies ?? [], Tags = tags.All },
            key?.UserName);
        return new JsonObject
        {
            ["Credentials"] = SessionIssuer.Show(issued),
            ["FederatedUser"] = new JsonObject
            {
                ["FederatedUserId"] = issued.Session!.UserId,
                ["Arn"] = issued.Session.Arn,
            },

            // Recorded: this operation says 0 where the others say nothing.
            ["PackedPolicySize"] = packed ?? 0,
        };
    }
}
