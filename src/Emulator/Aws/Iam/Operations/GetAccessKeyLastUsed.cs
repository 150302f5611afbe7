using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Whose an access key is, and when it was used last.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetAccessKeyLastUsed : IOperation<IamState>
{
    public static string Name => "GetAccessKeyLastUsed";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var id = request.Required("AccessKeyId");
        var user = state.Users.Values.FirstOrDefault(u => u.AccessKeys.Exists(k => k.Id == id))
            ?? throw IamErrors.NoAccessKey(id);
        var key = user.AccessKeys.Find(k => k.Id == id)!;
        var used = new JsonObject
        {
            ["ServiceName"] = key.LastUsedService ?? "N/A",
            ["Region"] = key.LastUsedRegion ?? "N/A",
        };
        if (key.LastUsed is { } at)
        {
            used.Insert(0, "LastUsedDate", at.EpochSeconds());
        }

        return new JsonObject { ["UserName"] = user.Name, ["AccessKeyLastUsed"] = used };
    }
}
