using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A user's access keys, without their secrets.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAccessKeys : IOperation<IamState>
{
    public static string Name => "ListAccessKeys";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.UserOrCaller(request, state, context);
        return IamPages.Page(
            request, "AccessKeyMetadata", user.AccessKeys.Select(k => IamShapes.AccessKey(user.Name, k)));
    }
}
