using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds a version to a managed policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreatePolicyVersion : IOperation<IamState>
{
    private const int VersionsMax = 5;

    public static string Name => "CreatePolicyVersion";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.OwnPolicy(request, state);
        var document = request.Required("PolicyDocument");
        PolicySyntax.CheckIdentity(document, managed: true);
        if (policy.Versions.Count >= VersionsMax)
        {
            throw IamErrors.TooManyVersions();
        }

        var version = new IamPolicyVersion($"v{policy.NextVersion++}", document, context.Now);
        policy.Versions.Add(version);
        policy.Updated = context.Now;
        if (request.Flag("SetAsDefault") == true)
        {
            policy.DefaultVersion = version.Id;
        }

        state.Touch(policy);
        return new JsonObject { ["PolicyVersion"] = IamShapes.PolicyVersion(policy, version) };
    }
}
