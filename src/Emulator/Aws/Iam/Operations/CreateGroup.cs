using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateGroup : IOperation<IamState>
{
    public static string Name => "CreateGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var name = request.Required("GroupName");
        if (state.Groups.ContainsKey(name))
        {
            throw IamErrors.Exists("Group", name);
        }

        var path = IamFind.Path(request);
        var group = new IamGroup
        {
            Name = name,
            Path = path,
            Id = IamIds.Unique(context.Entropy, "AGPA"),
            Arn = IamFind.Arn(context, "group", path, name),
            Created = context.Now,
        };
        state.Groups.Add(name, group);
        state.Touch(group);
        return new JsonObject { ["Group"] = IamShapes.Group(group) };
    }
}
