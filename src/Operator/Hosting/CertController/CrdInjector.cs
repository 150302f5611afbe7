using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api.Conversion;
using Eso.Operator.Controllers;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Hosting.CertController;

/// <summary>
/// Keeps the certificates fresh, and tells CRDs that convert by webhook whom to trust and which Service to call. A CRD
/// that converts by no webhook is left alone.
/// </summary>
internal sealed class CrdInjector : ControllerBase
{
    private readonly CertControllerOptions options;
    private readonly ControllerContext context;
    private readonly WebhookSecret secret;
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    public CrdInjector(CertControllerOptions options, ControllerContext context, WebhookSecret secret, Informer definitions)
        : base("crd", context, 1)
    {
        this.options = options;
        this.context = context;
        this.secret = secret;
        definitions.AddHandler(change =>
        {
            if (options.CrdNames.Contains(change.Either.Name))
            {
                Queue.Add(change.Either.Key);
            }
        });
    }

    /// <summary>CRDs that were not looked at yet.</summary>
    public IReadOnlyList<string> Pending()
    {
        lock (done)
        {
            return [.. options.CrdNames.Where(n => !done.Contains(n))];
        }
    }

    /// <summary>Looks at all CRDs by name, there or not: their turn also renews the certificates.</summary>
    public void LookAgain()
    {
        foreach (var name in options.CrdNames)
        {
            Queue.Add(new ObjectKey("", name));
        }
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var bundle = await secret.BundleAsync(cancel);
        var found = await context.Client.FindAsync(CoreTypes.CustomResourceDefinition, null, key.Name, cancel);
        var conversion = found.Object("spec").Object("conversion");
        if (conversion.Text("strategy") == "Webhook" && !Fits(conversion.Object("webhook").Object("clientConfig"), bundle))
        {
            // A patch, not an update: these definitions are large, and the rest of them is not our business.
            await context.Client.PatchAsync(
                CoreTypes.CustomResourceDefinition, null, key.Name, PatchKind.Merge, Patch(bundle), cancel);
            WebhookLog.Injected(context.Logger, "CustomResourceDefinition", key.Name);
        }

        lock (done)
        {
            done.Add(key.Name);
        }

        return Outcome.Again(options.RequeueInterval);
    }

    private bool Fits(JsonObject? config, string bundle) => config.Text("caBundle") == bundle
        && config.Object("service") is { } service
        && service.Text("name") == options.ServiceName
        && service.Text("namespace") == options.ServiceNamespace
        && service.Text("path") == ConversionReviews.Path;

    private JsonObject Patch(string bundle) => new()
    {
        ["spec"] = new JsonObject
        {
            ["conversion"] = new JsonObject
            {
                ["webhook"] = new JsonObject
                {
                    ["clientConfig"] = new JsonObject
                    {
                        ["url"] = null,
                        ["caBundle"] = bundle,
                        ["service"] = new JsonObject
                        {
                            ["name"] = options.ServiceName,
                            ["namespace"] = options.ServiceNamespace,
                            ["path"] = ConversionReviews.Path,
                        },
                    },
                },
            },
        },
    };
}
