using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a role with its trust policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateRole : IOperation<IamState>
{
    public static string Name => "CreateRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var name = request.Required("RoleName");
        if (state.Roles.ContainsKey(name))
        {
            throw IamErrors.Exists("Role", name);
        }

        var trust = request.Required("AssumeRolePolicyDocument");
        PolicySyntax.CheckTrust(trust, context);
        var path = IamFind.Path(request);
        var role = new IamRole
        {
            Name = name,
            Path = path,
            Id = IamIds.Unique(context.Entropy, "AROA"),
            Arn = IamFind.Arn(context, "role", path, name),
            Created = context.Now,
            TrustPolicy = trust,
            Description = request.Text("Description"),
            MaxSessionSeconds = (int)(request.Number("MaxSessionDuration") ?? 3600),
            Boundary = IamBoundary.Read(request, context),
        };
        IamTagging.Add(request, role.Tags);
        state.Roles.Add(name, role);
        state.Touch(role);
        return new JsonObject { ["Role"] = IamShapes.Role(role) };
    }
}
