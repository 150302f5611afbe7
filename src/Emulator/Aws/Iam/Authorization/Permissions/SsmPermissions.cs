using System.Text.Json.Nodes;
using Eso.Emulator.Aws.ParameterStore;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>Parameter Store: parameters by ARN, paths by the ARN of the path, and the keys of SecureStrings.</summary>
internal sealed class SsmPermissions : IServicePermissions
{
    private const int LookAtMax = 5_000;

    public string Service => "ssm";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context)
    {
        var action = $"ssm:{operation}";
        switch (operation)
        {
            case "GetParameters" or "DeleteParameters":
                return request.Texts("Names").SelectMany(n => OnParameter(action, n, request, context)).ToList();
            case "GetParametersByPath":
                // As the caller wrote it: a slash at its end is part of the ARN that is asked for.
                var arn = Arn(context, request.Required("Path").Trim().TrimStart('/'));
                var onPath = new Permission(action, arn, arn, Keys(request, null, context), new ResourceSide(null, []));
                return [onPath, .. EncryptionBelow(request, context)];
            case "AddTagsToResource" or "RemoveTagsFromResource" or "ListTagsForResource":
                return OnParameter(action, request.Required("ResourceId"), request, context);
            case "PutResourcePolicy" or "GetResourcePolicies" or "DeleteResourcePolicy":
                return OnParameter(action, request.Required("ResourceArn"), request, context);
            case "PutParameter" when request.Objects("Tags").Count > 0:
                return
                [
                    .. OnParameter(action, request.Required("Name"), request, context),
                    .. OnParameter("ssm:AddTagsToResource", request.Required("Name"), request, context),
                ];
            default:
                return request.Text("Name") is { } name
                    ? OnParameter(action, name, request, context)
                    : OnService(action, context);
        }
    }

    /// <summary>The customer's keys of the SecureStrings below a path that are to be decrypted.</summary>
    private static IEnumerable<Permission> EncryptionBelow(JsonObject request, OperationContext context)
    {
        if (request.Flag("WithDecryption") != true
            || context.World.Existing<ParameterStoreState>(context.Account, context.Region) is not { } state)
        {
            return [];
        }

        var path = "/" + request.Required("Path").Trim().Trim('/');
        return ParameterWalk.Below(state.InOrder, path.TrimEnd('/'), request.Flag("Recursive") == true, null)
            .Take(LookAtMax).Select(k => state.Find(k)!).Where(p => p.Latest.KeyArn is not null)
            .DistinctBy(p => p.Latest.KeyArn)
            .SelectMany(p => Encryption("ssm:GetParameter", p.Arn, p, request, context));
    }

    private static IEnumerable<Permission> OnService(string action, OperationContext context)
    {
        var all = $"arn:{context.Partition}:ssm:{context.Region}:{context.Account}:*";
        return [new Permission(action, all, all, CallerKeys.Of(context), new ResourceSide(null, []))];
    }

    private static IEnumerable<Permission> OnParameter(
        string action, string given, JsonObject request, OperationContext context)
    {
        var isArn = given.StartsWith("arn:", StringComparison.Ordinal);
        var name = WithoutSelector(given, isArn);
        var key = ParameterReader.KeyOfNameOrArn(name);
        var account = isArn && name.Split(':') is { Length: >= 6 } parts ? parts[4] : context.Account;
        var parameter = context.World.Existing<ParameterStoreState>(account, context.Region)?.Find(key);
        var arn = isArn ? name : Arn(context, key.TrimStart('/'));
        var side = new ResourceSide(account, (parameter?.SharePolicies ?? [])
            .Select(
                p => new AttachedPolicy(PolicyKind.Resource, $"resource policy {p.Id} of {arn}", p.Document)).ToList());
        yield return new Permission(action, arn, arn, Keys(request, parameter, context), side);
        foreach (var onKey in Encryption(action, arn, parameter, request, context))
        {
            yield return onKey;
        }
    }

    private static IEnumerable<Permission> Encryption(
        string action, string arn, Parameter? parameter, JsonObject request, OperationContext context)
    {
        var secure = (parameter?.Type ?? request.Text("Type")) == "SecureString";
        var (needed, keyId) = action switch
        {
            "ssm:PutParameter" when secure =>
                (request.Text("Tier") == "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt",
                    request.Text("KeyId") ?? parameter?.Latest.KeyId ?? "alias/aws/ssm"),
            "ssm:GetParameter" or "ssm:GetParameters" or "ssm:GetParameterHistory"
                when secure && request.Flag("WithDecryption") == true => ("kms:Decrypt", parameter?.Latest.KeyArn),
            _ => ("", null),
        };
        if (keyId is null)
        {
            return [];
        }

        var pairs = new Dictionary<string, string> { [ParameterReader.ContextName] = arn };
        return KmsPermissions.Via("ssm", needed, keyId, pairs, context).Select(p => p with
        {
            // Parameter Store hands on what KMS said, in the Java SDK's words.
            Refusal = text => new AwsException(
                "AccessDeniedException",
                400,
                $"{text} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; "
                + $"Request ID: {context.Entropy.Uuid()}; Proxy: null)"),
        });
    }

    private static ConditionKeys Keys(JsonObject request, Parameter? parameter, OperationContext context)
    {
        var tags = request.Tags();
        var keys = CallerKeys.Of(context)
            .Set("ssm:Overwrite", request.Flag("Overwrite"))
            .Set("ssm:Recursive", request.Flag("Recursive"))
            .Set("ssm:Policies", request.Text("Policies"))
            .Set("aws:TagKeys", tags.Select(t => t.Key).Concat(request.Texts("TagKeys")));
        foreach (var (key, value) in tags)
        {
            keys.Set($"aws:RequestTag/{key}", value);
        }

        foreach (var (key, value) in parameter?.Tags ?? [])
        {
            keys.Set($"aws:ResourceTag/{key}", value).Set($"ssm:resourceTag/{key}", value);
        }

        return keys;
    }

    private static string WithoutSelector(string given, bool isArn)
    {
        var colons = given.Split(':');
        return isArn
            ? string.Join(':', colons.Take(6))
            : colons[0];
    }

    private static string Arn(OperationContext context, string bareName) =>
        $"arn:{context.Partition}:ssm:{context.Region}:{context.Account}:parameter/{bareName}";
}
