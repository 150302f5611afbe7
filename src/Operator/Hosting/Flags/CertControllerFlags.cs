using System.CommandLine;
using Eso.Operator.Hosting.CertController;

namespace Eso.Operator.Hosting.Flags;

/// <summary>Flags of <c>certcontroller</c> (eso.md §9.2).</summary>
internal static class CertControllerFlags
{
    public static FlagSet<CertControllerOptions> AddTo(Command command, bool alone = true)
    {
        var flags = new FlagSet<CertControllerOptions>(command)
            .Text("--service-name", "the webhook's Service (external-secrets-webhook)", (o, v) => o with { ServiceName = v })
            .Text("--service-namespace", "its namespace (default)", (o, v) => o with { ServiceNamespace = v })
            .Text("--secret-name", "Secret of the certificates (external-secrets-webhook)", (o, v) => o with { SecretName = v })
            .Text("--secret-namespace", "its namespace (default)", (o, v) => o with { SecretNamespace = v })
            .Text("--crd-names", "CRDs to inject into, comma-separated", (o, v) => o with { CrdNames = v.Split(',') })
            .Span("--crd-requeue-interval", "how often everything is looked at again (5m)", (o, v) => o with { RequeueInterval = v })
            .Ignored(true, "--enable-partial-cache");
        return alone
            ? flags.Flag(
                "--enable-leader-election",
                "only the holder of the Lease crd-certs-controller injects",
                (o, v) => o with { EnableLeaderElection = v })
            : flags;
    }
}
