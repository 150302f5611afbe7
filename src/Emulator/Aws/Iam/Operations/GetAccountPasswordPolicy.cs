using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// There is no password policy: nobody logs in here.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html
/// Not emulated: password policies.
/// </summary>
internal sealed class GetAccountPasswordPolicy : IOperation<IamState>
{
    public static string Name => "GetAccountPasswordPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        throw IamErrors.NoPasswordPolicy(context.Account);
}
