using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Admission;

/// <summary>What ESO's webhook refuses and warns of about stores (eso.md §3).</summary>
internal sealed class StoreValidator(ProviderRegistry providers)
{
    public IReadOnlyList<string> Problems(JsonObject o)
    {
        var store = new SecretStore(o);
        for (var i = 0; i < store.Conditions.Count; i++)
        {
            var patterns = store.Conditions[i].Texts("namespaceRegexes");
            for (var j = 0; j < patterns.Count; j++)
            {
                if (!GoRegexp.TryCompile(patterns[j], out _, out var error))
                {
                    return [$"failed to compile {j}th namespace regex in {i}th condition: {error}"];
                }
            }
        }

        if (Interval(store) is { } problem)
        {
            return [problem];
        }

        var keys = store.Provider.Select(p => p.Key).ToList();
        if (keys.Count != 1)
        {
            return
            [
                $"store error for {store.Name}: secret stores must only have exactly one backend specified, found {keys.Count}",
            ];
        }

        // Stores of back ends that are not compiled in are let in; their controller then says what is missing.
        return providers.Find(keys[0])?.ValidateStore(ContextOf(store)) ?? [];
    }

    public static IReadOnlyList<string> Warnings(JsonObject o)
    {
        var store = new SecretStore(o);
        return store.Provider.ContainsKey("fake")
            ? [$"store {store.Name} isn't currently maintained. Please plan and prepare accordingly."]
            : [];
    }

    private static string? Interval(SecretStore store)
    {
        if (store.Spec.TextOrNull("refreshInterval") is not { Length: > 0 } text)
        {
            return store.Spec.Number("refreshInterval") is < 0 and var n
                ? $"invalid refreshInterval \"{n}\": must not be negative"
                : null;
        }

        if (!GoDuration.TryParse(text, out var duration, out var error))
        {
            return $"invalid refreshInterval \"{text}\": {error}";
        }

        return duration.Nanoseconds < 0 ? $"invalid refreshInterval \"{text}\": must not be negative" : null;
    }

    private static StoreContext ContextOf(SecretStore store) => new()
    {
        Kind = store.Kind,
        Name = store.Name,
        StoreNamespace = store.Namespace,
        CallerNamespace = store.Namespace,
        Spec = store.Provider.Select(p => p.Value).OfType<JsonObject>().FirstOrDefault() ?? [],
        StoreSpec = store.Spec,
        Refs = NoRefs.Instance,
    };

    /// <summary>Admission looks at the store alone.</summary>
    private sealed class NoRefs : ISecretRefs
    {
        public static readonly NoRefs Instance = new();

        public Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
            Task.FromResult<SecretBytes?>(null);

        public Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyDictionary<string, SecretBytes>?>(null);

        public Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
            Task.FromResult<string?>(null);

        public Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
            string ns, string name, CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

        public Task<SecretBytes> ServiceAccountTokenAsync(
            string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel) =>
            throw new ProviderException(Failure.Invalid, "no tokens at admission");
    }
}
