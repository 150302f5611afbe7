namespace Eso.Emulator.Aws.Usage;

/// <summary>
/// AWS's published list prices in US dollars, us-east-1, as of 2026. Free tiers and discounts are left out.
/// </summary>
internal static class Prices
{
    /// <summary>A month as AWS's price pages count it.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromHours(730);

    public const decimal SecretPerMonth = 0.40m;
    public const decimal AdvancedParameterPerMonth = 0.05m;
    public const decimal KeyPerMonth = 1.00m;

    /// <summary>What one call costs. Parameter Store's standard throughput, STS and IAM are free.</summary>
    public static decimal PerCall(string service) => service switch
    {
        "secretsmanager" => 0.05m / 10_000,
        "kms" => 0.03m / 10_000,
        _ => 0m,
    };
}
