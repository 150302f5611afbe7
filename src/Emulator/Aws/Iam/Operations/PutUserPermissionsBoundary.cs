using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Sets the permissions boundary of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutUserPermissionsBoundary : IOperation<IamState>
{
    public static string Name => "PutUserPermissionsBoundary";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        user.Boundary = IamBoundary.Read(request, context);
        state.Touch(user);
        return [];
    }
}
