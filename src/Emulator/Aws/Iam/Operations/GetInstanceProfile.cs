using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// An instance profile with its role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetInstanceProfile : IOperation<IamState>
{
    public static string Name => "GetInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        new() { ["InstanceProfile"] = IamShapes.Profile(IamFind.Profile(request, state), state) };
}
