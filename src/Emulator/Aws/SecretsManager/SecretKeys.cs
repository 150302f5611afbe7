using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// The customers' keys of secrets. Values are not really encrypted here, but a key must be there and usable whenever
/// AWS would call KMS: to write a value, to read it, and to change the key. The default key always is.
/// </summary>
internal static class SecretKeys
{
    /// <summary>What replicas in other regions are encrypted with unless told otherwise.</summary>
    public const string DefaultAlias = "alias/aws/secretsmanager";

    /// <summary>The key that a request names; null for the default key, which AWS never shows.</summary>
    public static string? Read(JsonObject request, OperationContext context)
    {
        var key = request.Text("KmsKeyId");
        return string.IsNullOrEmpty(key) || key == DefaultAlias
            || key == $"arn:{context.Partition}:kms:{context.Region}:{context.Account}:{DefaultAlias}"
            ? null
            : key;
    }

    /// <summary>Finds the key that a value is about to be encrypted with.</summary>
    /// <returns>The key's ARN, which the version keeps: an alias may name another key later.</returns>
    public static string? ForWriting(string? key, string account, string region, OperationContext context) =>
        key is null ? null : Usable(key, account, region, context, SecretsErrors.CannotEncrypt).Arn;

    /// <summary>Demands that a version's value can be decrypted.</summary>
    public static void DemandReadable(FoundSecret found, SecretVersion version, OperationContext context)
    {
        if ((version.KeyArn ?? version.KmsKeyId) is { } key)
        {
            Usable(key, found.Account, context.Region, context, SecretsErrors.CannotDecrypt);
        }
    }

    /// <summary>A key as policies know it, whatever name the secret's owner used; null when there is none.</summary>
    public static string? ArnOf(string? key, string account, OperationContext context)
    {
        try
        {
            return key is null ? null : KmsKeys.FindFor(context, account, context.Region, key).Arn;
        }
        catch (AwsException)
        {
            // A key that is not there has no policy to ask: the operation itself fails on it.
            return null;
        }
    }

    private static KmsKey Usable(
        string name, string account, string region, OperationContext context, Func<AwsException> unusable)
    {
        KmsKey key;
        try
        {
            key = KmsKeys.FindFor(context, account, region, name);
        }
        catch (AwsException)
        {
            throw SecretsErrors.NoAccessToKey();
        }

        return key.State == "Enabled" ? key : throw unusable();
    }
}
