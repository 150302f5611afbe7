using Eso.Emulator.Kubernetes.Bootstrap;
using Eso.Operator.Api;

namespace Eso.Emulator.Grounds;

/// <summary>The operator's CRDs as every world of the process installs them: read and prepared once.</summary>
internal static class MemoryCrds
{
    private static readonly Lazy<IReadOnlyList<PreparedCrd>> Prepared = new(
        static () => OperatorCrds.All().Select(crd => PreparedCrd.Of(crd, OperatorConversion.Instance)).ToList());

    public static IReadOnlyList<PreparedCrd> All => Prepared.Value;
}
