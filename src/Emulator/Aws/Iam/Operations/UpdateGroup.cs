using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Renames a group or moves it to another path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateGroup : IOperation<IamState>
{
    public static string Name => "UpdateGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var group = IamFind.Group(request, state);
        var name = request.Text("NewGroupName") ?? group.Name;
        if (!name.Equals(group.Name, StringComparison.OrdinalIgnoreCase) && state.Groups.ContainsKey(name))
        {
            throw IamErrors.Exists("Group", name);
        }

        foreach (var member in state.Users.Values.Where(u => u.Groups.Remove(group.Name)))
        {
            member.Groups.Add(name);
            state.Touch(member);
        }

        state.Groups.Remove(group.Name);
        state.Touch(group);
        group.Name = name;
        group.Path = request.Text("NewPath") ?? group.Path;
        group.Arn = IamFind.Arn(context, "group", group.Path, group.Name);
        state.Groups.Add(name, group);
        state.Touch(group);
        return [];
    }
}
