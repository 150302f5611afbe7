using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a managed policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreatePolicy : IOperation<IamState>
{
    private const int SizeMax = 6144;

    public static string Name => "CreatePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var name = request.Required("PolicyName");
        var path = IamFind.Path(request);
        var arn = IamFind.Arn(context, "policy", path, name);
        var document = request.Required("PolicyDocument");
        PolicySyntax.CheckIdentity(document, managed: true);
        if (PolicySyntax.Size(document) > SizeMax)
        {
            throw new AwsException("LimitExceeded", 409, $"Cannot exceed quota for PolicySize: {SizeMax}");
        }

        if (state.Policies.Values.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw IamErrors.PolicyExists(name);
        }

        var policy = new IamPolicy
        {
            Name = name,
            Path = path,
            Id = IamIds.Unique(context.Entropy, "ANPA"),
            Arn = arn,
            Created = context.Now,
            Updated = context.Now,
            Description = request.Text("Description"),
        };
        policy.Versions.Add(new IamPolicyVersion("v1", document, context.Now));
        IamTagging.Add(request, policy.Tags);
        state.Policies.Add(arn, policy);
        state.Touch(policy);

        // Verified against AWS by moto's authors: no description here, and tags only if there are any.
        var shown = IamShapes.Policy(policy, state, full: false);
        if (policy.Tags.Count > 0)
        {
            shown["Tags"] = IamShapes.Tags(policy.Tags);
        }

        return new JsonObject { ["Policy"] = shown };
    }
}
