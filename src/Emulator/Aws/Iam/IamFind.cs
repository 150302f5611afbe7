using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Finds what a request names, or refuses as AWS does.</summary>
internal static class IamFind
{
    public static IamUser User(JsonObject request, IamState state) => User(request.Required("UserName"), state);

    public static IamUser User(string name, IamState state) =>
        state.Users.GetValueOrDefault(name) ?? throw IamErrors.NoUser(name);

    /// <summary>The user a request names, or the caller where the name may be left out.</summary>
    public static IamUser UserOrCaller(JsonObject request, IamState state, OperationContext context) =>
        request.Text("UserName") is { } name
            ? User(name, state)
            : CallerKeys.UserOf(
                context) ?? throw IamErrors.Invalid("Must specify userName when calling with non-User credentials");

    /// <summary>The user of an access key: the one named, else whoever holds the key.</summary>
    public static IamUser KeyOwner(JsonObject request, IamState state)
    {
        var id = request.Required("AccessKeyId");
        return request.Text("UserName") is { } name
            ? User(name, state)
            : state.Users.Values.FirstOrDefault(u => u.AccessKeys.Exists(k => k.Id == id))
                ?? throw IamErrors.NoAccessKey(id);
    }

    public static IamGroup Group(JsonObject request, IamState state)
    {
        var name = request.Required("GroupName");
        return state.Groups.GetValueOrDefault(name) ?? throw IamErrors.NoGroup(name);
    }

    public static IamRole Role(JsonObject request, IamState state)
    {
        var name = request.Required("RoleName");
        return state.Roles.GetValueOrDefault(name) ?? throw IamErrors.NoRole(name);
    }

    public static IamInstanceProfile Profile(JsonObject request, IamState state)
    {
        var name = request.Required("InstanceProfileName");
        return state.InstanceProfiles.GetValueOrDefault(name) ?? throw IamErrors.NoProfile(name);
    }

    /// <summary>A managed policy, the customer's or AWS's.</summary>
    public static IamPolicy Policy(JsonObject request, OperationContext context)
    {
        var arn = request.Required("PolicyArn");
        return IamPolicies.Find(arn, context.Account, context.World) ?? throw IamErrors.NoPolicy(arn);
    }

    /// <summary>A policy that the customer may change.</summary>
    public static IamPolicy OwnPolicy(JsonObject request, IamState state)
    {
        var arn = request.Required("PolicyArn");
        if (ManagedPolicies.IsManaged(arn))
        {
            throw new AwsException("AccessDenied", 403, $"Policy {arn} is managed by AWS and cannot be changed.");
        }

        return state.Policies.GetValueOrDefault(arn) ?? throw IamErrors.NoPolicy(arn);
    }

    public static IamOidcProvider Provider(JsonObject request, IamState state)
    {
        var arn = request.Required("OpenIDConnectProviderArn");
        return state.OidcProviders.GetValueOrDefault(arn) ?? throw IamErrors.NoProvider(arn);
    }

    public static string Arn(OperationContext context, string kind, string path, string name) =>
        $"arn:{context.Partition}:iam::{context.Account}:{kind}{path}{name}";

    /// <summary>The Path member, or the root.</summary>
    public static string Path(JsonObject request) => request.Text("Path") ?? "/";

    /// <summary>Whether a path lies below the PathPrefix member.</summary>
    public static bool IsBelow(JsonObject request, string path) =>
        path.StartsWith(request.Text("PathPrefix") ?? "/", StringComparison.Ordinal);
}
