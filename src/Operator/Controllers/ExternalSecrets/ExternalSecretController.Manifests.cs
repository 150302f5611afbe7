using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Targets other than Secrets (eso.md §2.9).</summary>
internal sealed partial class ExternalSecretController
{
    private const string GenericDisabled = "generic targets are disabled. Enable with --unsafe-allow-generic-targets flag";

    private async Task<Outcome> SyncManifestAsync(ExternalSecret es, DateTimeOffset began, CancellationToken cancel)
    {
        _ = began;
        return await FailAsync(es, Messages.InvalidGenericTarget, GenericDisabled, retry: false, cancel);
    }

    private static Task CleanUpManifestAsync(ExternalSecret es, CancellationToken cancel)
    {
        _ = es;
        _ = cancel;
        return Task.CompletedTask;
    }
}
