using Eso.Aws;

namespace Eso.Operator.Providers.Aws;

/// <summary>What is wrong with an aws store without asking anybody. Texts are ESO's.</summary>
internal static class AwsStoreValidation
{
    private static readonly HashSet<string> Services = new(StringComparer.Ordinal)
    {
        "SecretsManager", "ParameterStore", "CertificateManager",
    };

    public static IReadOnlyList<string> Problems(StoreContext store)
    {
        var spec = AwsStoreSpec.Read(store.Spec);
        var problems = new List<string>();
        if (!AwsRegions.IsKnown(spec.Region))
        {
            problems.Add($"region not found: {spec.Region}");
        }

        if (!Services.Contains(spec.Service))
        {
            problems.Add($"unknown AWS Provider Service: {spec.Service}");
        }

        if (spec is { ForceDelete: true, RecoveryWindowInDays: not 0 })
        {
            problems.Add("invalid DeleteSecretInput: ForceDeleteWithoutRecovery conflicts with RecoveryWindowInDays");
        }
        else if (spec.RecoveryWindowInDays is not 0 and (< 7 or > 30))
        {
            problems.Add("invalid DeleteSecretInput: RecoveryWindowInDays must be between 7 and 30 days");
        }

        Add(StoreRefs.Problem(store, "Auth.SecretRef.AccessKeyID", spec.AccessKeyId?.Namespace));
        Add(StoreRefs.Problem(store, "Auth.SecretRef.SecretAccessKey", spec.SecretAccessKey?.Namespace));
        Add(StoreRefs.Problem(store, "Auth.SecretRef.SessionToken", spec.SessionToken?.Namespace));
        Add(StoreRefs.Problem(store, "Auth.JWT.ServiceAccountRef", spec.ServiceAccount?.Namespace));
        return problems;

        void Add(string? problem)
        {
            if (problem is not null)
            {
                problems.Add(problem);
            }
        }
    }
}
