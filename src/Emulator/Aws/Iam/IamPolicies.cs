using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Finds managed policies, the customer's and AWS's.</summary>
internal static class IamPolicies
{
    /// <summary>The default version's document; null when there is no such policy.</summary>
    public static string? DocumentOf(string arn, string account, AwsWorld world) => Find(arn, account, world)?.Document;

    /// <summary>A policy by ARN as an account sees it: its own and AWS's.</summary>
    public static IamPolicy? Find(string arn, string account, AwsWorld world) =>
        ManagedPolicies.Find(arn) ?? world.State<IamState>(account, "").Policies.GetValueOrDefault(arn);
}
