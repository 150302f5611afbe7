using Amazon;

namespace Eso.Aws;

/// <summary>The regions AWS has, from the SDK's tables.</summary>
public static class AwsRegions
{
    private static readonly Lazy<HashSet<string>> All = new(static () =>
        RegionEndpoint.EnumerableAllRegions.Select(static r => r.SystemName).ToHashSet(StringComparer.Ordinal));

    public static bool IsKnown(string region) => All.Value.Contains(region);
}
