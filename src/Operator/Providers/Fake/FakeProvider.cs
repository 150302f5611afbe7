using System.Collections.Concurrent;

namespace Eso.Operator.Providers.Fake;

/// <summary>
/// Values written in the store itself. What is pushed lives in this process's memory, by the store's name, as in ESO.
/// </summary>
internal sealed class FakeProvider : ISecretProvider
{
    private const int StoresMax = 10_000;

    private readonly ConcurrentDictionary<string, PushedValues> pushed = new(StringComparer.Ordinal);

    public string Key => "fake";

    public ProviderCapabilities Capabilities => ProviderCapabilities.ReadWrite;

    public IReadOnlyList<string> ValidateStore(StoreContext store) => FakeStore.Problems(store.Spec);

    public Task<ISecretsClient> ConnectAsync(StoreContext store, CancellationToken cancel)
    {
        if (pushed.Count > StoresMax)
        {
            pushed.Clear();
        }

        return Task.FromResult<ISecretsClient>(
            new FakeStore(store.Spec, pushed.GetOrAdd(store.Name, static _ => new PushedValues())));
    }
}
