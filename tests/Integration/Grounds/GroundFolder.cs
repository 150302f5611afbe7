using System.Text.Json.Nodes;
using Eso.Integration.Cli;
using Eso.Integration.Harness;

namespace Eso.Integration.Grounds;

/// <summary>A scenario that runs on every ground, and what the tests of grounds do with files and processes.</summary>
internal sealed class GroundFolder : IDisposable
{
    /// <summary>Syncs one key: what the embedded ground, a real API server and a shared cluster can all do.</summary>
    public static readonly string Sync = $$"""
        scenario: one key
        steps:
          - apply: |
              apiVersion: v1
              kind: Namespace
              metadata: { name: app }
              ---
              {{StoreManifest.Both("app", indent: 6)}}
          - createSecret: { name: app-db, value: first-value }
          - apply: |
              apiVersion: external-secrets.io/v1
              kind: ExternalSecret
              metadata: { name: db, namespace: app }
              spec:
                secretStoreRef: { kind: SecretStore, name: aws }
                refreshInterval: 1h
                data: [{ secretKey: password, remoteRef: { key: app-db } }]
          - expectSecret: { name: db, namespace: app, data: { password: first-value } }
            within: 30s
        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("eso-grounds-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Starts the world that stands for somebody's cluster and AWS; the environment that leads there.</summary>
    public async Task<(EsoProcess Process, Dictionary<string, string> Environment)> UpAsync()
    {
        var process = EsoProcess.Start("up", "--no-operator", "--aws-port", "0", "--kube-port", "0", "--json", "--kubeconfig", File("kubeconfig"));
        var ready = JsonNode.Parse((await process.Output.ReadLineAsync())!)!;
        return (process, new Dictionary<string, string>
        {
            ["KUBECONFIG"] = File("kubeconfig"),
            ["AWS_ENDPOINT_URL"] = (string)ready["awsEndpoint"]!,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_DEFAULT_REGION"] = "us-east-1",
        });
    }
}
