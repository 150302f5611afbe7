using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Operator;

/// <summary>
/// ESO's own documentation against our CRDs on the embedded server: the same verdict and the same stored object as a
/// real API server gave. <c>ESO_MANIFESTS=FILE</c> reads another file of the same form.
/// </summary>
public sealed class ManifestTests(ITestOutputHelper output)
{
    private static string DataFile => Environment.GetEnvironmentVariable("ESO_MANIFESTS") is { Length: > 0 } file
        ? file
        : Path.Combine(AppContext.BaseDirectory, "Data", "eso-manifests", "public.jsonl");

    [Fact]
    public async Task Documented_manifests_get_the_real_servers_verdict_and_defaults()
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Operator = false }, World.Machine, CancellationToken.None);
        using var client = world.NewKubeClient("manifests/1");
        var differences = new List<string>();
        var total = 0;
        foreach (var line in await File.ReadAllLinesAsync(DataFile))
        {
            total++;
            var wanted = (JsonObject)JsonNode.Parse(line)!;
            if (await DifferenceAsync(client, wanted) is { } difference)
            {
                differences.Add($"{wanted["id"]}: {difference}");
            }
        }

        output.WriteLine($"eso-manifests: {total - differences.Count}/{total}");
        foreach (var difference in differences.Take(20))
        {
            output.WriteLine(difference);
        }

        Assert.Empty(differences);
    }

    private static async Task<string?> DifferenceAsync(KubeClient client, JsonObject wanted)
    {
        var manifest = (JsonObject)wanted["manifest"]!.DeepClone();
        var accepted = wanted["accepted"]!.GetValue<bool>();
        var type = TypeOf(manifest);
        var ns = type.Namespaced ? manifest.Namespace() is { Length: > 0 } own ? own : "default" : null;
        try
        {
            await EnsureNamespaceAsync(client, ns);
            var stored = await client.CreateAsync(
                type, ns, manifest, CancellationToken.None, new WriteOptions { FieldValidation = "Strict" });
            await client.DeleteAsync(type, ns, stored.Name(), CancellationToken.None);
            if (!accepted && manifest.ApiVersion() == "external-secrets.io/v1beta1")
            {
                // ESO ships v1beta1 unserved; we serve it on purpose.
                return null;
            }

            return accepted
                ? Compare("", wanted["stored"], Bare(stored))
                : $"accepted, but the real server says: {wanted["error"]}";
        }
        catch (KubeException e)
        {
            return accepted ? $"refused: {e.Message}" : null;
        }
    }

    private static async Task EnsureNamespaceAsync(KubeClient client, string? ns)
    {
        if (ns is null or "default" || await client.FindAsync(CoreTypes.Namespace, null, ns, CancellationToken.None) is not null)
        {
            return;
        }

        await client.CreateAsync(CoreTypes.Namespace, null, KubeObject.New(CoreTypes.Namespace, null, ns), CancellationToken.None);
    }

    private static ResourceType TypeOf(JsonObject manifest)
    {
        var slash = manifest.ApiVersion().Split('/');
        var kind = manifest.Kind();
        return new ResourceType(slash[0], slash[1], kind.ToLowerInvariant() + "s", kind, !kind.StartsWith("Cluster", StringComparison.Ordinal));
    }

    private static JsonObject Bare(JsonObject stored)
    {
        foreach (var member in new[] { "creationTimestamp", "uid", "resourceVersion", "generation", "managedFields" })
        {
            stored.Metadata()!.Remove(member);
        }

        return stored;
    }

    private static string? Compare(string path, JsonNode? want, JsonNode? have)
    {
        if (want is JsonObject w && have is JsonObject h)
        {
            return w.Select(m => m.Key).Union(h.Select(m => m.Key))
                .Select(key => Compare($"{path}.{key}", w[key], h[key])).FirstOrDefault(d => d is not null);
        }

        if (want is JsonArray a && have is JsonArray b && a.Count == b.Count)
        {
            return a.Select((item, i) => Compare($"{path}[{i}]", item, b[i])).FirstOrDefault(d => d is not null);
        }

        return JsonNode.DeepEquals(want, have)
            ? null
            : $"{path}: want {want?.ToJsonString() ?? "nothing"}, have {have?.ToJsonString() ?? "nothing"}";
    }
}
