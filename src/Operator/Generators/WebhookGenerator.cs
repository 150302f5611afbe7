using Eso.Operator.Providers;
using Eso.Operator.Providers.Webhook;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>Webhook: the members of the JSON object that an endpoint answers with; asked as the webhook provider asks.</summary>
internal sealed class WebhookGenerator(ProviderServices services) : IGenerator
{
    private static readonly Dictionary<string, string> NoRemoteRef = [];
    private readonly WebhookCaller caller = new(services);

    public string Kind => "Webhook";

    public async Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        // The generator's spec is a webhook store's; it is used from the namespace it stands in.
        var store = new StoreContext
        {
            Kind = StoreRefs.NamespacedKind,
            Name = "",
            StoreNamespace = context.Namespace,
            CallerNamespace = context.Namespace,
            Spec = context.Spec,
            StoreSpec = [],
            Refs = context.Refs,
        };
        var answer = await caller.CallAsync(store, NoRemoteRef, null, cancel)
            ?? throw new ProviderException(Failure.Invalid, "Secret does not exist");
        try
        {
            var path = (context.Spec["result"] as System.Text.Json.Nodes.JsonObject)?["jsonPath"]?.ToString() ?? "";
            return new Generated(WebhookResult.Map(answer, path));
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, e.Message, e);
        }
    }
}
