using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Who calls. No policy can deny it.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetCallerIdentity : IOperation<StsState>
{
    public static string Name => "GetCallerIdentity";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context) => new()
    {
        ["UserId"] = context.Caller.UserId,
        ["Account"] = context.Caller.Account,
        ["Arn"] = context.Caller.Arn,
    };
}
