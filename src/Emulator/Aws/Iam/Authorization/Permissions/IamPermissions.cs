using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>IAM: the resource is what the request names; lists ask for the whole kind.</summary>
internal sealed class IamPermissions : IServicePermissions
{
    public string Service => "iam";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context)
    {
        var state = context.World.State<IamState>(context.Account, "");
        var (resource, tags) = Resource(operation, request, state, context);
        var keys = CallerKeys.Of(context)
            .Set("iam:PolicyARN", request.Text("PolicyArn"))
            .Set("iam:PermissionsBoundary", request.Text("PermissionsBoundary"))
            .Set("aws:TagKeys", request.Tags().Select(t => t.Key).Concat(request.Texts("TagKeys")));
        foreach (var (key, value) in request.Tags())
        {
            keys.Set($"aws:RequestTag/{key}", value);
        }

        foreach (var (key, value) in tags?.All ?? [])
        {
            keys.Set($"aws:ResourceTag/{key}", value).Set($"iam:ResourceTag/{key}", value);
        }

        return [new Permission($"iam:{operation}", resource, resource, keys, new ResourceSide(null, []))];
    }

    private static (string Resource, IamTags? Tags) Resource(
        string operation, JsonObject request, IamState state, OperationContext context)
    {
        string Arn(string kind, string? name) =>
            IamFind.Arn(context, kind, name is null ? "/" : IamFind.Path(request), name ?? "");
        if (request.Text("RoleName") is { } role)
        {
            var found = state.Roles.GetValueOrDefault(role);
            return (found?.Arn ?? Arn("role", role), found?.Tags);
        }

        if (request.Text("GroupName") is { } group)
        {
            return (state.Groups.GetValueOrDefault(group)?.Arn ?? Arn("group", group), null);
        }

        if (request.Text("UserName") is { } user)
        {
            var found = state.Users.GetValueOrDefault(user);
            return (found?.Arn ?? Arn("user", user), found?.Tags);
        }

        if ((request.Text("PolicyArn") ?? request.Text("OpenIDConnectProviderArn")) is { } arn)
        {
            return (
                arn, state.Policies.GetValueOrDefault(arn)?.Tags ?? state.OidcProviders.GetValueOrDefault(arn)?.Tags);
        }

        return (operation switch
        {
            "CreatePolicy" => Arn("policy", request.Text("PolicyName")),
            "CreateOpenIDConnectProvider" => $"arn:{context.Partition}:iam::{context.Account}:oidc-provider/"
                + OidcProviders.WithoutScheme(request.Required("Url")),
            "ListOpenIDConnectProviders" => Arn("oidc-provider", null),
            "ListUsers" => Arn("user", null),
            "ListRoles" => Arn("role", null),
            "ListGroups" => Arn("group", null),
            "ListPolicies" => $"arn:{context.Partition}:iam::{context.Account}:policy/",
            "GetUser" or "ListAccessKeys" or "CreateAccessKey" or "UpdateAccessKey" or "DeleteAccessKey" =>
                context.Caller.Arn,
            _ when request.Text("InstanceProfileName") is { } profile => Arn("instance-profile", profile),
            _ => "*",
        }, null);
    }
}
