using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetRole : IOperation<IamState>
{
    public static string Name => "GetRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        new() { ["Role"] = IamShapes.Role(IamFind.Role(request, state)) };
}
