namespace Eso.Integration.Harness;

/// <summary>A SecretStore <c>aws</c> under the test keys, for tests that write manifests of their own.</summary>
internal static class StoreManifest
{
    /// <summary>The keys as the Secret <c>aws-keys</c>.</summary>
    public static string Keys(string ns) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: aws-keys, namespace: {{ns}} }
        stringData: { id: test, secret: test }
        """;

    public static string Store(string ns, string service) => $$"""
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: { name: aws, namespace: {{ns}} }
        spec:
          provider:
            aws:
              service: {{service}}
              region: us-east-1
              auth:
                secretRef:
                  accessKeyIDSecretRef: { name: aws-keys, key: id }
                  secretAccessKeySecretRef: { name: aws-keys, key: secret }
        """;

    /// <summary>Keys and store, for Secrets Manager.</summary>
    /// <param name="ns">Their namespace.</param>
    /// <param name="indent">Blanks before each line but the first, where it stands inside another text.</param>
    public static string Both(string ns, int indent = 0) =>
        $"{Keys(ns)}\n---\n{Store(ns, "SecretsManager")}"
            .Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal);

    /// <summary>Keys, store, and an ExternalSecret <c>db</c> whose <c>password</c> follows one reference, hourly.</summary>
    /// <param name="ns">Their namespace.</param>
    /// <param name="remoteRef">What it refers to, as YAML's braces hold it: <c>key: app-db</c>.</param>
    public static string WithExternalSecret(string ns, string remoteRef) => $$"""
        {{Both(ns)}}
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: db, namespace: {{ns}} }
        spec:
          refreshInterval: 1h
          secretStoreRef: { name: aws, kind: SecretStore }
          data: [{ secretKey: password, remoteRef: { {{remoteRef}} } }]
        """;
}
