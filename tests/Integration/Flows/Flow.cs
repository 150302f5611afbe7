namespace Eso.Integration.Flows;

/// <summary>Manifests the flows share.</summary>
internal static class Flow
{
    /// <summary>An ExternalSecret over the store <c>aws</c>; <paramref name="spec"/> is added to its spec, one line.</summary>
    public static string ExternalSecret(string ns, string name, string spec, string refresh = "refreshInterval: 1h") => $$"""
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: {{name}}, namespace: {{ns}} }
        spec:
          {{refresh}}
          secretStoreRef: { kind: SecretStore, name: aws }
          {{spec}}
        """;
}
