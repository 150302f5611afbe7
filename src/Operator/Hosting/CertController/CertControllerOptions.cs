namespace Eso.Operator.Hosting.CertController;

/// <summary>Settings of <c>certcontroller</c>: ESO's flags (eso.md §9.2).</summary>
internal sealed record CertControllerOptions
{
    public const string LeaseName = "crd-certs-controller";

    /// <summary>The Service that the API server calls the webhooks through.</summary>
    public string ServiceName { get; init; } = "external-secrets-webhook";

    public string ServiceNamespace { get; init; } = "default";

    /// <summary>The Secret of authority and serving certificate, which the webhook mounts.</summary>
    public string SecretName { get; init; } = "external-secrets-webhook";

    public string SecretNamespace { get; init; } = "default";

    /// <summary>CRDs whose conversion webhook is to be told where to call and whom to trust.</summary>
    public IReadOnlyList<string> CrdNames { get; init; } =
    [
        "externalsecrets.external-secrets.io", "clustersecretstores.external-secrets.io",
        "secretstores.external-secrets.io", "clusterexternalsecrets.external-secrets.io",
    ];

    public TimeSpan RequeueInterval { get; init; } = TimeSpan.FromMinutes(5);

    public bool EnableLeaderElection { get; init; }

    /// <summary>The name that the serving certificate is made out for.</summary>
    public string Host => $"{ServiceName}.{ServiceNamespace}.svc";
}
