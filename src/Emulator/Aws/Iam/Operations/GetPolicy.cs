using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A managed policy, the customer's or AWS's.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetPolicy : IOperation<IamState>
{
    public static string Name => "GetPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        new() { ["Policy"] = IamShapes.Policy(IamFind.Policy(request, context), state) };
}
