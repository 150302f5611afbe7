using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using Eso.Operator.Providers;

namespace Eso.Emulator.Preflight;

/// <summary>One thing that would keep an ExternalSecret from syncing, or (a note) that could not be checked.</summary>
internal sealed record Finding(Location At, string About, string What, string Text, bool IsNote);

/// <summary>
/// Tells which ExternalSecrets of a set of manifests would sync against an AWS, without a cluster: reads every key with the
/// operator's own provider and names what is missing, with its place.
/// </summary>
internal sealed class Preflight(ManifestIndex manifests, CheckedStores stores)
{
    private const int AtOnce = 64;
    private readonly List<Finding> findings = [];
    private readonly HashSet<string> notes = new(StringComparer.Ordinal);

    /// <summary>ExternalSecrets looked at.</summary>
    public int Checked { get; private set; }

    /// <summary>Those that would not sync.</summary>
    public int Failing => findings.Where(f => !f.IsNote).Select(f => f.About).Distinct().Count();

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancel)
    {
        var all = manifests.All.Where(m => m.Kind is "ExternalSecret" or "ClusterExternalSecret").ToList();
        Checked = all.Count;
        using var places = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(all.Select(async one =>
        {
            await places.WaitAsync(cancel);
            try
            {
                await OneAsync(one, cancel);
            }
            finally
            {
                places.Release();
            }
        }));
        return findings.OrderBy(f => f.At.File, StringComparer.Ordinal).ThenBy(f => f.At.Line).ThenBy(f => f.At.Column).ToList();
    }

    private async Task OneAsync(PlacedManifest one, CancellationToken cancel)
    {
        // A ClusterExternalSecret holds the spec of what it makes.
        object[] root = one.Kind == "ExternalSecret" ? ["spec"] : ["spec", "externalSecretSpec"];
        var spec = root.Aggregate((JsonNode?)one.Object, (node, part) => node?[(string)part]) as JsonObject ?? [];
        var entries = Entries(spec, "data").Concat(Entries(spec, "dataFrom")).ToList();
        if (entries.Count == 0)
        {
            Add(one, "spec", "it names no data and no dataFrom", root);
        }

        await Task.WhenAll(entries.Select(e => EntryAsync(one, spec, root, e.List, e.Index, e.Entry, cancel)));
    }

    private static IEnumerable<(string List, int Index, JsonObject Entry)> Entries(JsonObject spec, string list) =>
        (spec[list] as JsonArray ?? []).Select((e, i) => (list, i, e as JsonObject)).Where(e => e.Item3 is not null).Select(e => (e.list, e.i, e.Item3!));

    private async Task EntryAsync(
        PlacedManifest one, JsonObject spec, object[] root, string list, int index, JsonObject entry, CancellationToken cancel)
    {
        object[] at = [.. root, list, index];
        if (entry["sourceRef"]?["generatorRef"] is not null)
        {
            return;
        }

        var own = entry["sourceRef"]?["storeRef"];
        var reference = own ?? spec["secretStoreRef"];
        if (reference?["name"]?.ToString() is not { Length: > 0 } name)
        {
            Add(one, "store", "it names no store", root);
            return;
        }

        var kind = reference["kind"]?.ToString() ?? "SecretStore";
        var store = await stores.OpenAsync(kind, name, one.Namespace, cancel);
        if (store.Note is not null)
        {
            Note(one, store.Note, [.. root, "secretStoreRef"]);
        }

        if (store.Problem is not null)
        {
            Add(one, "store", store.Problem, own is null ? [.. root, "secretStoreRef", "name"] : [.. at, "sourceRef", "storeRef", "name"]);
        }

        if (store.Client is not { } client)
        {
            return;
        }

        try
        {
            await (entry["find"] is JsonObject find
                ? FindAsync(one, client, store, find, [.. at, "find"], cancel)
                : KeyAsync(one, client, store, list, entry, at, cancel));
        }
        catch (ProviderException e)
        {
            Reachable(e.Failure, e.Message);
            Add(one, e.Failure == Failure.Denied ? "permission" : "value", $"{store.Where}: {e.Message}", at);
        }
    }

    private async Task FindAsync(
        PlacedManifest one, ISecretsClient client, CheckedStore store, JsonObject find, object[] at, CancellationToken cancel)
    {
        var tags = (find["tags"] as JsonObject ?? []).ToDictionary(p => p.Key, p => p.Value?.ToString() ?? "", StringComparer.Ordinal);
        var found = await client.GetAllSecretsAsync(
            new FindSpec(find["path"]?.ToString() ?? "", find["name"]?["regexp"]?.ToString() ?? "", tags), cancel);
        if (found.Count == 0)
        {
            Note(one, $"find matches nothing in {store.Where}: the Secret would be empty", at);
        }
    }

    private async Task KeyAsync(
        PlacedManifest one, ISecretsClient client, CheckedStore store, string list, JsonObject entry, object[] at, CancellationToken cancel)
    {
        var part = list == "data" ? "remoteRef" : "extract";
        if (entry[part] is not JsonObject reference || reference["key"]?.ToString() is not { Length: > 0 } key)
        {
            Add(one, "key", $"it has no {part}.key", at);
            return;
        }

        var remote = new RemoteRef(
            key, reference["property"]?.ToString() ?? "", reference["version"]?.ToString() ?? "",
            reference["metadataPolicy"]?.ToString() ?? "None");
        var problem = await ReadAsync(client, remote, list, cancel);
        if (problem is null)
        {
            return;
        }

        Reachable(problem.Failure, problem.Text);
        if (problem.Failure == Failure.Denied)
        {
            Add(one, "permission", $"'{key}' in {store.Where} cannot be read: {problem.Text}", [.. at, part, "key"]);
            return;
        }

        // Which part is it? The key alone, then with its version.
        var bare = remote with { Property = "", Version = "" };
        var (what, text) =
            await ReadAsync(client, bare, "data", cancel) is { Missing: true } ? ("key", $"'{key}' is not in {store.Where}")
            : remote.Version.Length > 0 && await ReadAsync(client, remote with { Property = "" }, "data", cancel) is not null
                ? ("version", $"'{key}' has no version '{remote.Version}' in {store.Where}")
            : remote.Property.Length > 0 ? ("property", $"'{key}' in {store.Where} has no property '{remote.Property}'")
            : ("key", $"'{key}' in {store.Where} cannot be used: {problem.Text}");
        Add(one, what, text, [.. at, part, what]);
    }

    /// <summary>Without an AWS nothing can be told of any ExternalSecret.</summary>
    private static void Reachable(Failure failure, string text)
    {
        if (failure is Failure.Unavailable or Failure.Throttled)
        {
            throw new GroundUnavailableException($"AWS does not answer: {text}");
        }
    }

    private static async Task<Refusal?> ReadAsync(ISecretsClient client, RemoteRef remote, string list, CancellationToken cancel)
    {
        try
        {
            var found = list == "data"
                ? (await client.GetSecretAsync(remote, cancel)).Found
                : (await client.GetSecretMapAsync(remote, cancel)).Found;
            return found ? null : new Refusal(Failure.Invalid, "it does not exist", true);
        }
        catch (ProviderException e)
        {
            return new Refusal(e.Failure, e.Message, false);
        }
    }

    private void Add(PlacedManifest one, string what, string text, object[] at)
    {
        lock (findings)
        {
            findings.Add(new Finding(one.At(at), $"{one.Kind} {Title(one)}", what, text, false));
        }
    }

    private void Note(PlacedManifest one, string text, object[] at)
    {
        lock (findings)
        {
            if (notes.Add(text))
            {
                findings.Add(new Finding(one.At(at), $"{one.Kind} {Title(one)}", "note", text, true));
            }
        }
    }

    private static string Title(PlacedManifest one) => one.Kind == "ExternalSecret" ? $"{one.Namespace}/{one.Name}" : one.Name;

    /// <summary>Why a value could not be read.</summary>
    private sealed record Refusal(Failure Failure, string Text, bool Missing);
}
