using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Journal;
using Eso.Emulator.Scenarios.Language;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Emulator.Scenarios.Checks;

/// <summary>A few minutes of the world's time in which nobody asked anything of it: what was done all the same.</summary>
internal sealed record QuietWindow(IReadOnlyList<JournalEntry> Writes, double Reconciles, IReadOnlyList<JsonObject> Objects)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(3);

    private const string Reconciled = "controller_runtime_reconcile_total";

    private static readonly (string ApiVersion, string Kind)[] Refreshed =
    [
        ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "ClusterExternalSecret"),
        ("external-secrets.io/v1alpha1", "PushSecret"), ("external-secrets.io/v1alpha1", "ClusterPushSecret"),
        ("external-secrets.io/v1", "SecretStore"), ("external-secrets.io/v1", "ClusterSecretStore"),
    ];

    public static async Task<QuietWindow> OpenAsync(IGround ground, CancellationToken cancel)
    {
        await ground.SettleAsync(cancel);
        var objects = new List<JsonObject>();
        foreach (var (apiVersion, kind) in Refreshed)
        {
            objects.AddRange(await ground.Kubernetes.ListAsync(apiVersion, kind, null, cancel));
        }

        var mark = ground.Journal!.Last;
        var before = await ReconcilesAsync(ground, cancel);
        await ground.AdvanceAsync(Length, cancel);
        var writes = ground.Journal.Read("kube", mark)
            .Where(e => e.Status is >= 200 and < 300 && !e.UserAgent.StartsWith("eso-", StringComparison.Ordinal)
                && ExpectWrites.Written(e.Operation) is not null).ToList();
        return new QuietWindow(writes, await ReconcilesAsync(ground, cancel) - before, objects);
    }

    /// <summary>How often an object may be looked at in the window because of its own interval.</summary>
    public static double RefreshesOf(JsonObject obj)
    {
        var text = (string?)obj["spec"]?["refreshInterval"] ?? obj["spec"]?["refreshInterval"]?.ToString();
        var interval = obj["spec"]?["refreshInterval"] is JsonValue v && v.TryGetValue<long>(out var seconds) ? TimeSpan.FromSeconds(seconds)
            : GoDurationText.TryParse(text ?? "", out var span) ? span
            : TimeSpan.FromMinutes(5);
        return interval <= TimeSpan.Zero ? 0 : Math.Ceiling(Length / interval) + 1;
    }

    private static async Task<double> ReconcilesAsync(IGround ground, CancellationToken cancel) =>
        ground.Offers.Contains(Need.Metrics)
            ? MetricsPage.Read(await ground.MetricsAsync(cancel), Reconciled)
                .Where(static s => s.Name == Reconciled).Sum(s => s.Value)
            : 0;
}
