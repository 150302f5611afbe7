using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an access key.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteAccessKey : IOperation<IamState>
{
    public static string Name => "DeleteAccessKey";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.KeyOwner(request, state);
        var id = request.Required("AccessKeyId");
        var key = user.AccessKeys.Find(k => k.Id == id) ?? throw IamErrors.NoAccessKey(id);
        user.AccessKeys.Remove(key);
        Credentials.Store(context.World).Remove(id);
        state.Touch(user);
        return [];
    }
}
