using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>
/// STS: GetCallerIdentity and GetSessionToken need nothing; assuming a role is weighed by the operation itself, where
/// both sides and the order of AWS's refusals are known.
/// </summary>
internal sealed class StsPermissions : IServicePermissions
{
    public string Service => "sts";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context)
    {
        switch (operation)
        {
            case "GetFederationToken":
                var arn = $"arn:{context.Partition}:sts::{context.Account}:federated-user/{request.Text("Name")}";
                var side = new ResourceSide(null, []);
                return [new Permission("sts:GetFederationToken", arn, arn, CallerKeys.Of(context), side)];
            case "GetAccessKeyInfo" or "DecodeAuthorizationMessage":
                return [Permission.OnAll($"sts:{operation}", context)];
            default:
                return [];
        }
    }
}
