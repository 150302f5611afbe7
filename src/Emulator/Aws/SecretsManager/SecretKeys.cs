using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

internal static class SecretKeys
{
    private const string DefaultAlias = "alias/aws/secretsmanager";

    /// <summary>The key that a request names; null for the default key, which AWS never shows.</summary>
    public static string? Read(JsonObject request, OperationContext context)
    {
        var key = request.Text("KmsKeyId");
        return string.IsNullOrEmpty(key) || key == DefaultAlias
            || key == $"arn:{context.Partition}:kms:{context.Region}:{context.Account}:{DefaultAlias}"
            ? null
            : key;
    }
}
