using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Harness;

/// <summary>
/// A whole offline world for one test class, on a manual clock, with both servers behind real sockets. Classes run in
/// parallel, each in its own world; a test uses a namespace of its own.
/// </summary>
public class World : IAsyncLifetime
{
    private EmbeddedGround? ground;
    private int namespaces;

    internal EmbeddedGround Ground => ground ?? throw new InvalidOperationException("the world is not started");

    internal WorldOptions Options { get; init; } = new() { Now = WorldOptions.Epoch, Seed = 7 };

#pragma warning disable RS0030 // The machine's clock paces the wait for quiet; the world's own time is manual.
    internal static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030

    public async Task InitializeAsync() => ground = await EmbeddedGround.OpenAsync(Options, Machine, CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (ground is not null)
        {
            await ground.DisposeAsync();
        }
    }

    /// <summary>A fresh namespace holding the test keys as the Secret <c>aws-keys</c>.</summary>
    public async Task<string> NamespaceAsync()
    {
        var ns = $"test-{Interlocked.Increment(ref namespaces)}";
        await ApplyAsync($$"""
            apiVersion: v1
            kind: Namespace
            metadata: { name: {{ns}} }
            ---
            {{StoreManifest.Keys(ns)}}
            """);
        return ns;
    }

    /// <summary>Applies a SecretStore <c>aws</c> for one of the two services.</summary>
    public Task StoreAsync(string ns, string service) => ApplyAsync(StoreManifest.Store(ns, service));

    /// <summary>Writes a value under a key, new or not, in either service; the version that was made.</summary>
    public async Task<string> PutAsync(string service, string key, string value)
    {
        if (service == "ParameterStore")
        {
            return (await AwsAsync("ssm", "PutParameter", new JsonObject
            {
                ["Name"] = key,
                ["Value"] = value,
                ["Type"] = "SecureString",
                ["Overwrite"] = true,
            }))["Version"]!.ToString();
        }

        try
        {
            return (string)(await AwsAsync("secretsmanager", "CreateSecret",
                new JsonObject { ["Name"] = key, ["SecretString"] = value }))["VersionId"]!;
        }
        catch (AwsRefusedException e) when (e.Code == "ResourceExistsException")
        {
            return (string)(await AwsAsync("secretsmanager", "PutSecretValue",
                new JsonObject { ["SecretId"] = key, ["SecretString"] = value }))["VersionId"]!;
        }
    }

    public Task<JsonObject> AwsAsync(string service, string operation, JsonObject request) =>
        Ground.Aws.CallAsync(service, operation, request, null, CancellationToken.None);

    public async Task ApplyAsync(string yaml)
    {
        foreach (var manifest in Manifests.Parse(yaml, "manifest"))
        {
            await Ground.Kubernetes.ApplyAsync(manifest, CancellationToken.None);
        }
    }

    public Task AdvanceAsync(TimeSpan by) => Ground.AdvanceAsync(by, CancellationToken.None);

    public Task SettleAsync() => Ground.SettleAsync(CancellationToken.None);

    public Task<JsonObject?> GetAsync(string kind, string ns, string name) =>
        Ground.Kubernetes.GetAsync(WellKnownKinds.Key(kind, ns, name, null), CancellationToken.None);

    public Task PatchAsync(string kind, string ns, string name, JsonObject patch) =>
        Ground.Kubernetes.MergePatchAsync(WellKnownKinds.Key(kind, ns, name, null), patch, CancellationToken.None);

    public Task<bool> DeleteAsync(string kind, string ns, string name) =>
        Ground.Kubernetes.DeleteAsync(WellKnownKinds.Key(kind, ns, name, null), CancellationToken.None);

    /// <summary>A Secret's data as text once the world is quiet; null when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> SecretAsync(string ns, string name)
    {
        await SettleAsync();
        return (await GetAsync("Secret", ns, name))?["data"] is JsonObject data
            ? data.ToDictionary(p => p.Key, p => Encoding.UTF8.GetString(Convert.FromBase64String((string)p.Value!)), StringComparer.Ordinal)
            : null;
    }

    /// <summary>Waits up to 30 s of the world's time for an ExternalSecret's Ready condition; it, whatever it says.</summary>
    public async Task<JsonObject> ReadyAsync(string ns, string name, string reason = "SecretSynced", string kind = "ExternalSecret")
    {
        JsonObject? found = null;
        await Ground.UntilAsync(async () =>
        {
            found = ((await GetAsync(kind, ns, name))?["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>()
                .FirstOrDefault(c => (string?)c["type"] == "Ready");
            return (string?)found?["reason"] == reason ? null : "not yet";
        }, TimeSpan.FromSeconds(30), CancellationToken.None);
        found.Should().NotBeNull("{0} {1}/{2} should have a condition Ready", kind, ns, name);
        ((string?)found!["reason"]).Should().Be(reason, "{0}", found.ToJsonString());
        return found;
    }

    /// <summary>Events about an object, as <c>Type Reason: message</c>.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string ns, string name) =>
        (await Ground.Kubernetes.ListAsync("v1", "Event", ns, CancellationToken.None))
            .Where(e => (string?)e["involvedObject"]?["name"] == name)
            .Select(e => $"{(string?)e["type"]} {(string?)e["reason"]}: {(string?)e["message"]}").ToList();

    /// <summary>What was written to Kubernetes after a point of the journal, but for events and leases.</summary>
    public IReadOnlyList<string> WritesSince(long after) => Ground.Journal.Read("kube", after)
        .Where(e => e.Status is >= 200 and < 300 && !e.UserAgent.StartsWith("eso-scenario", StringComparison.Ordinal))
        .Select(e => Eso.Emulator.Scenarios.Steps.ExpectWrites.Written(e.Operation)).OfType<string>().ToList();
}
