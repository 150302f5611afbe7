using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes an instance profile.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateInstanceProfile : IOperation<IamState>
{
    public static string Name => "CreateInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var name = request.Required("InstanceProfileName");
        if (state.InstanceProfiles.ContainsKey(name))
        {
            throw IamErrors.ProfileExists(name);
        }

        var path = IamFind.Path(request);
        var profile = new IamInstanceProfile
        {
            Name = name,
            Path = path,
            Id = IamIds.Unique(context.Entropy, "AIPA"),
            Arn = IamFind.Arn(context, "instance-profile", path, name),
            Created = context.Now,
        };
        IamTagging.Add(request, profile.Tags);
        state.InstanceProfiles.Add(name, profile);
        state.Touch(profile);
        return new JsonObject { ["InstanceProfile"] = IamShapes.Profile(profile, state) };
    }
}
