namespace Eso.Operator.Providers.Webhook;

/// <summary>
/// Any HTTP endpoint that answers with a value or with JSON to pick one from. Nothing can be found, only read.
/// </summary>
internal sealed class WebhookProvider(ProviderServices services) : ISecretProvider
{
    private readonly WebhookCaller caller = new(services);

    public string Key => "webhook";

    public ProviderCapabilities Capabilities => ProviderCapabilities.ReadWrite;

    public IReadOnlyList<string> ValidateStore(StoreContext store) => [];

    public Task<ISecretsClient> ConnectAsync(StoreContext store, CancellationToken cancel) =>
        Task.FromResult<ISecretsClient>(new WebhookStore(caller, store, services));
}
