using Eso.Integration.Harness;
using Eso.Kubernetes;

namespace Eso.Integration.Faults;

/// <summary>What the operator does in it.</summary>
internal sealed partial class ProbeWorld
{
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private const string AsOperator = "external-secrets/probe";
    private bool leased;
    private bool operatorGone;

    /// <summary>An ExternalSecret whose Secret is there.</summary>
    public async Task SyncedAsync(string ns)
    {
        await World.Kubernetes.CreateNamespaceAsync(ns);
        await World.Aws.PutSecretAsync(ns, "old");
        await World.Kubernetes.ApplyAsync(StoreManifest.WithExternalSecret(ns, $"key: {ns}"));
        await World.ExpectSecret(ns, "db").With("password", "old").Within(TimeSpan.FromMinutes(2));
    }

    /// <summary>Whether the operator writes what it should, and is there afterwards.</summary>
    public async Task<string> OperatesAsync(string ns)
    {
        if (ns.EndsWith("-after", StringComparison.Ordinal))
        {
            if (operatorGone)
            {
                await World.StepAsync("startOperator");
            }

            await SyncedAsync(ns);
        }

        await World.Aws.PutSecretAsync(ns, "new");
        await ForceAsync(ns, "1");
        var written = await PasswordAsync(ns) == "new" ? "written" : "not written";
        await World.Aws.PutSecretAsync(ns, "newer");
        await ForceAsync(ns, "2");
        if (await PasswordAsync(ns) == "newer")
        {
            return $"{written}, operator there";
        }

        await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(39));
        var still = await PasswordAsync(ns) != "newer";
        await World.Clock.AdvanceAsync(TimeSpan.FromSeconds(1));
        operatorGone = await PasswordAsync(ns) != "newer";
        return $"{written}, operator {(operatorGone ? "gone" : still ? "still for 40 s" : "there too early")}";
    }

    /// <summary>Whether whoever led before still leads after the operator has written.</summary>
    public async Task<string> LeadsAsync(string ns)
    {
        if (ns.EndsWith("-after", StringComparison.Ordinal))
        {
            await World.Clock.AdvanceAsync(TimeSpan.FromMinutes(2));
            await SyncedAsync(ns);
        }

        var before = await LeaderAsync();
        await World.Aws.PutSecretAsync(ns, "new");
        await ForceAsync(ns, "1");
        return await LeaderAsync() == before ? "the same leads" : "another leads";
    }

    /// <summary>The second renewal of a Lease from one and the same version of it.</summary>
    public async Task<string> RenewTwiceAsync(string n)
    {
        if (!leased)
        {
            await World.Kubernetes.ApplyAsync("""
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: { name: probe, namespace: default }
                spec: { holderIdentity: a }
                """);
            leased = true;
        }

        var lease = await Kube.ReadAsync($"{Leases}/probe");
        var seen = new List<string>();
        foreach (var holder in (string[])[$"first-{n}", $"second-{n}"])
        {
            lease["spec"]!["holderIdentity"] = holder;
            seen.Add(await StatusAsync(Kube.SendAsync("PUT", $"{Leases}/probe", lease, AsOperator)));
        }

        return string.Join(", ", seen);
    }

    private async Task ForceAsync(string ns, string value)
    {
        await World.Kubernetes.PatchAsync("ExternalSecret", ns, "db", $$"""metadata: { annotations: { force-sync: "{{value}}" } }""");
        await World.SettleAsync();
    }

    private async Task<string?> PasswordAsync(string ns) =>
        await World.Kubernetes.GetSecretAsync(ns, "db") is { } data ? System.Text.Encoding.UTF8.GetString(data["password"]) : null;

    private async Task<string> LeaderAsync() => (await World.Kubernetes.ListAsync("coordination.k8s.io/v1", "Lease"))
        .Where(l => l.Name() != "probe").Select(l => (string?)l["spec"]?["holderIdentity"] ?? "").FirstOrDefault() ?? "";
}
