using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes an access key for a user; its secret is told only here.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateAccessKey : IOperation<IamState>
{
    private const int KeysMax = 2;

    public static string Name => "CreateAccessKey";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.UserOrCaller(request, state, context);
        if (user.AccessKeys.Count >= KeysMax)
        {
            throw IamErrors.Quota("AccessKeysPerUser", KeysMax);
        }

        var key = new IamAccessKey
        {
            Id = IamIds.AccessKey(context.Entropy, "AKIA", context.Account),
            Secret = IamIds.Secret(context.Entropy),
            Created = context.Now,
        };
        user.AccessKeys.Add(key);
        Credentials.Store(
            context.World).Add(new IssuedKey(key.Id, key.Secret, context.Account) { UserName = user.Name });
        state.Touch(user);
        return new JsonObject
        {
            ["AccessKey"] = new JsonObject
            {
                ["UserName"] = user.Name,
                ["AccessKeyId"] = key.Id,
                ["Status"] = "Active",
                ["SecretAccessKey"] = key.Secret,
                ["CreateDate"] = key.Created.EpochSeconds(),
            },
        };
    }
}
