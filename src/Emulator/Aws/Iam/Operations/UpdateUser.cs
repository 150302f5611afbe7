using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Renames a user or moves it to another path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateUser : IOperation<IamState>
{
    public static string Name => "UpdateUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        var name = request.Text("NewUserName") ?? user.Name;
        if (!name.Equals(user.Name, StringComparison.OrdinalIgnoreCase) && state.Users.ContainsKey(name))
        {
            throw IamErrors.Exists("User", name);
        }

        state.Users.Remove(user.Name);
        state.Touch(user);
        var store = Credentials.Store(context.World);
        user.Name = name;
        user.Path = request.Text("NewPath") ?? user.Path;
        user.Arn = IamFind.Arn(context, "user", user.Path, user.Name);
        foreach (var key in user.AccessKeys)
        {
            store.Remove(key.Id);
            store.Add(new IssuedKey(key.Id, key.Secret, context.Account) { UserName = name });
        }

        state.Users.Add(name, user);
        state.Touch(user);
        return [];
    }
}
