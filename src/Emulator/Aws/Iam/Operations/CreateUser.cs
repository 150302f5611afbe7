using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateUser : IOperation<IamState>
{
    public static string Name => "CreateUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var name = request.Required("UserName");
        if (state.Users.ContainsKey(name))
        {
            throw IamErrors.Exists("User", name);
        }

        var path = IamFind.Path(request);
        var user = new IamUser
        {
            Name = name,
            Path = path,
            Id = IamIds.Unique(context.Entropy, "AIDA"),
            Arn = IamFind.Arn(context, "user", path, name),
            Created = context.Now,
            Boundary = IamBoundary.Read(request, context),
        };
        IamTagging.Add(request, user.Tags);
        state.Users.Add(name, user);
        state.Touch(user);
        return new JsonObject { ["User"] = IamShapes.User(user) };
    }
}
