using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

[About("The resource versions of Secrets and ExternalSecrets, and of lists of them, only rise.")]
internal sealed class RevisionsRise : WorldCheck
{
    private static readonly (string ApiVersion, string Kind)[] Followed = [("v1", "Secret"), ("external-secrets.io/v1", "ExternalSecret")];
    private readonly Dictionary<string, (long Version, long Generation)> seen = new(StringComparer.Ordinal);
    private readonly List<string> findings = [];
    private long read;

    public override async Task StepEndedAsync(IGround ground, CancellationToken cancel)
    {
        // Most steps write neither: what was not written cannot have gone back.
        if (ground.Journal is not { } journal || Wrote(journal))
        {
            await LookAsync(ground, cancel);
        }
    }

    private bool Wrote(Journal.Journal journal)
    {
        var since = read;
        read = journal.Last;
        return journal.Read("kube", since).Any(static e => !e.Operation.StartsWith("GET ", StringComparison.Ordinal)
            && (e.Operation.Contains("/secrets", StringComparison.Ordinal)
                || e.Operation.Contains("/externalsecrets", StringComparison.Ordinal)));
    }

    private async Task LookAsync(IGround ground, CancellationToken cancel)
    {
        foreach (var (apiVersion, kind) in Followed)
        {
            foreach (var obj in await ground.Kubernetes.ListAsync(apiVersion, kind, null, cancel))
            {
                var metadata = obj["metadata"]!;
                if (long.TryParse((string?)metadata["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                {
                    Look((string?)metadata["uid"] ?? "", kind, $"{metadata["namespace"]}/{metadata["name"]}", version, (long?)metadata["generation"] ?? 0);
                }
            }
        }
    }

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        await LookAsync(context.Ground, cancel);
        return findings;
    }

    internal void Look(string uid, string kind, string name, long version, long generation)
    {
        if (seen.TryGetValue(uid, out var before) && (version < before.Version || generation < before.Generation))
        {
            findings.Add($"{kind} {name} went back from version {before.Version} (generation {before.Generation}) to {version} ({generation})");
        }

        seen[uid] = (version, generation);
    }
}
