using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

internal static class SecretArns
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new ARN: six random letters or digits follow the name, other ones at each creation.</summary>
    public static string Make(string name, OperationContext context) =>
        $"arn:{context.Partition}:secretsmanager:{context.Region}:{context.Account}:secret:{name}-"
        + context.Entropy.Text(Alphabet, 6);

    /// <summary>The ARN of a replica: the primary's with another region.</summary>
    public static string InRegion(string arn, string region)
    {
        var parts = arn.Split(':', 5);
        parts[3] = region;
        return string.Join(':', parts);
    }
}
