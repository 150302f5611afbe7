using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>ECR: a token is of no resource.</summary>
internal sealed class EcrPermissions : IServicePermissions
{
    public string Service => "ecr";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context) =>
        [Permission.OnAll($"ecr:{operation}", context)];
}

/// <summary>The public registry: the caller must be let have a bearer token, too.</summary>
internal sealed class EcrPublicPermissions : IServicePermissions
{
    public string Service => "ecr-public";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context) =>
    [
        Permission.OnAll($"ecr-public:{operation}", context),
        Permission.OnAll("sts:GetServiceBearerToken", context),
    ];
}
