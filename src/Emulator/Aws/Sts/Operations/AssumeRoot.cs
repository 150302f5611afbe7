using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Short credentials of a member account's root, for the management account of an organization with central root
/// access. There are no organizations here, so everybody is refused as AWS refuses those who are not in charge.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
/// Not emulated: organizations, and with them every successful call.
/// </summary>
internal sealed class AssumeRoot : IOperation<StsState>
{
    public static string Name => "AssumeRoot";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var target = request.Required("TargetPrincipal");
        var arn = target.StartsWith("arn:", StringComparison.Ordinal) ? target
            : $"arn:{context.Partition}:iam::{target}:root";
        throw StsErrors.NotAuthorized(context.Caller.Arn, "sts:AssumeRoot", arn);
    }
}
