using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.ParameterStore;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;

namespace Eso.Emulator.Aws.Usage;

/// <summary>
/// What is kept at a price by the month. Replicas count as secrets; secrets scheduled for deletion are free.
/// </summary>
internal readonly record struct Holdings(long Secrets, long StandardParameters, long AdvancedParameters, long Keys)
{
    public decimal UsdPerMonth =>
        (Secrets * Prices.SecretPerMonth) + (AdvancedParameters * Prices.AdvancedParameterPerMonth)
        + (Keys * Prices.KeyPerMonth);

    /// <summary>Counts what is held now. Under the world's gate.</summary>
    public static Holdings Of(AwsWorld world)
    {
        var secrets = world.All<SecretsState>().Sum(p => (long)p.State.ActiveCount);
        var advanced = world.All<ParameterStoreState>().Sum(p => (long)p.State.AdvancedCount);
        var parameters = world.All<ParameterStoreState>().Sum(p => (long)p.State.Count);
        var keys = world.All<KmsState>().Sum(p => p.State.ById.Values.LongCount(k => !k.AwsManaged));
        return new Holdings(secrets, parameters - advanced, advanced, keys);
    }
}
