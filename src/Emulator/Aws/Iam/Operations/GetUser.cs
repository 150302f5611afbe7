using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A user by name, or the caller.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetUser : IOperation<IamState>
{
    public static string Name => "GetUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        if (request.Text("UserName") is null && CallerKeys.UserOf(context) is null)
        {
            // Root may ask for itself.
            return new JsonObject
            {
                ["User"] = new JsonObject
                {
                    ["Path"] = "/",
                    ["UserName"] = "root",
                    ["UserId"] = context.Account,
                    ["Arn"] = $"arn:{context.Partition}:iam::{context.Account}:root",
                    ["CreateDate"] = context.Now.EpochSeconds(),
                },
            };
        }

        return new JsonObject { ["User"] = IamShapes.User(IamFind.UserOrCaller(request, state, context)) };
    }
}
