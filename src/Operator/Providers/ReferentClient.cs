using Eso.Operator.Secrets;

namespace Eso.Operator.Providers;

/// <summary>A cluster store seen from nowhere: nothing can be said about its credentials.</summary>
internal sealed class ReferentClient : ISecretsClient
{
    public Task<StoreValidation> ValidateAsync(CancellationToken cancel) => Task.FromResult(StoreValidation.Unknown);

    public Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel) => throw Nowhere();

    public Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel) => throw Nowhere();

    public Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(FindSpec find, CancellationToken cancel) =>
        throw Nowhere();

    public Task PushSecretAsync(PushRequest request, CancellationToken cancel) => throw Nowhere();

    public Task DeleteSecretAsync(PushTarget target, CancellationToken cancel) => throw Nowhere();

    public Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel) => throw Nowhere();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ProviderException Nowhere() =>
        new(Failure.Invalid, "the store takes its credentials from the namespace it is used in, and there is none");
}
