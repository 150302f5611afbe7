using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization.Permissions;

/// <summary>
/// KMS: the key's policy rules, grants add to it, and identity policies count where the key policy says so.
/// </summary>
internal sealed class KmsPermissions : IServicePermissions
{
    public string Service => "kms";

    public IEnumerable<Permission> For(string operation, JsonObject request, OperationContext context)
    {
        var action = $"kms:{operation}";
        switch (operation)
        {
            case "CreateKey" or "ListKeys" or "ListAliases" or "GenerateRandom" or "ListRetirableGrants":
                return [Permission.OnAll(action, context)];
            case "CreateAlias" or "UpdateAlias" or "DeleteAlias":
                var alias = KmsKeys.AliasArn(
                    context.Partition, context.Region, context.Account, request.Required("AliasName"));
                var onAlias = new Permission(
                    action, alias, alias, CallerKeys.Of(context), new ResourceSide(null, []));
                return [onAlias, .. OnKey(action, request.Text("TargetKeyId"), request, context)];
            case "ReEncrypt":
                return
                [
                    .. OnKey(
                        "kms:ReEncryptFrom", SourceOf(request, context), request, context, "SourceEncryptionContext"),
                    .. OnKey(
                        "kms:ReEncryptTo",
                        request.Text("DestinationKeyId"),
                        request,
                        context,
                        "DestinationEncryptionContext"),
                ];
            case "Decrypt":
                return OnKey(action, SourceOf(request, context), request, context);
            case "RetireGrant":
                return [];
            default:
                return OnKey(action, request.Text("KeyId"), request, context);
        }
    }

    /// <summary>
    /// What a service needs of a key when it works for its caller; nothing when the key cannot be found.
    /// </summary>
    /// <param name="via">The service, for <c>kms:ViaService</c>: <c>ssm</c> or <c>secretsmanager</c>.</param>
    public static IEnumerable<Permission> Via(
        string via, string action, string keyId, IReadOnlyDictionary<string, string> pairs, OperationContext context)
    {
        if (Find(keyId, context) is not { } key || key.AwsManaged)
        {
            // The policy of AWS's own keys lets every caller of the account through, by the service's way.
            return [];
        }

        var keys = KeysOf(key, pairs, context)
            .Set("kms:ViaService", $"{via}.{context.Region}.amazonaws.com")
            .Set("aws:ViaAWSService", true)
            .Set("aws:CalledVia", [$"{via}.amazonaws.com"]);
        return [new Permission(action, key.Arn, key.Arn, keys, Side(key, action, pairs, context))];
    }

    private static IEnumerable<Permission> OnKey(
        string action, string? keyId, JsonObject request, OperationContext context, string member = "EncryptionContext")
    {
        if (keyId is null || Find(keyId, context) is not { } key)
        {
            return [];
        }

        var pairs = KmsShapes.Context(request, member) ?? new Dictionary<string, string>();
        var keys = KeysOf(key, pairs, context);
        if (keyId.Contains("alias/", StringComparison.Ordinal))
        {
            keys.Set("kms:RequestAlias", keyId[keyId.IndexOf("alias/", StringComparison.Ordinal)..]);
        }

        return [new Permission(action, key.Arn, key.Arn, keys, Side(key, action, pairs, context))];
    }

    private static ConditionKeys KeysOf(KmsKey key, IReadOnlyDictionary<string, string> pairs, OperationContext context)
    {
        var keys = CallerKeys.Of(context)
            .Set("kms:CallerAccount", context.Account)
            .Set("kms:KeySpec", key.Spec)
            .Set("kms:KeyUsage", key.Usage)
            .Set("kms:KeyOrigin", key.Origin)
            .Set("kms:MultiRegion", key.MultiRegion)
            .Set("kms:EncryptionContextKeys", pairs.Keys)
            .Set("aws:ResourceAccount", key.Account)
            .Set("kms:ResourceAliases", context.World.State<KmsState>(key.Account, context.Region).Aliases.Values
                .Where(a => a.KeyId == key.Id).Select(a => a.Name));
        foreach (var (name, value) in pairs)
        {
            keys.Set($"kms:EncryptionContext:{name}", value);
        }

        foreach (var (name, value) in key.Tags)
        {
            keys.Set($"aws:ResourceTag/{name}", value);
        }

        return keys;
    }

    private static ResourceSide Side(
        KmsKey key, string action, IReadOnlyDictionary<string, string> pairs, OperationContext context) =>
        new(
            key.Account,
            [new AttachedPolicy(PolicyKind.Resource, $"key policy of {key.Arn}", key.Policy)],
            RuledByPolicy: true,
            Grant: key.Grants.Find(g => Allows(g, action, pairs, context))?.Id);

    private static bool Allows(
        KmsGrant grant, string action, IReadOnlyDictionary<string, string> pairs, OperationContext context)
    {
        var principal = CallerKeys.PrincipalOf(context);
        return (grant.Grantee == principal.Arn || grant.Grantee == principal.RoleArn)
            && grant.Operations.Contains(action["kms:".Length..])
            && (grant.ContextEquals is not { } equal
                || (equal.Count == pairs.Count && equal.All(p => pairs.GetValueOrDefault(p.Key) == p.Value)))
            && (grant.ContextSubset is not { } subset || subset.All(p => pairs.GetValueOrDefault(p.Key) == p.Value));
    }

    private static string? SourceOf(JsonObject request, OperationContext context)
    {
        try
        {
            return KmsCipher.KeyOf(context, Convert.FromBase64String(request.Required("CiphertextBlob")))?.Arn;
        }
        catch (AwsException)
        {
            // What is no ciphertext has no key: the operation itself says so.
            return null;
        }
    }

    private static KmsKey? Find(string keyId, OperationContext context)
    {
        try
        {
            return KmsKeys.Find(context, keyId);
        }
        catch (AwsException)
        {
            // An unknown key has no policy: the operation itself says that there is none.
            return null;
        }
    }
}
