using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes an access key active or inactive.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateAccessKey : IOperation<IamState>
{
    public static string Name => "UpdateAccessKey";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.KeyOwner(request, state);
        var id = request.Required("AccessKeyId");
        var key = user.AccessKeys.Find(k => k.Id == id) ?? throw IamErrors.NoAccessKey(id);
        key.Active = request.Required("Status") == "Active";
        state.Touch(user);
        return [];
    }
}
