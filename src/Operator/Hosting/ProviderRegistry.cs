using Eso.Operator.Generators;
using Eso.Operator.Providers;

namespace Eso.Operator.Hosting;

/// <summary>The providers there are, by the key under <c>spec.provider</c>.</summary>
internal sealed class ProviderRegistry(ProviderServices services)
{
    private readonly SortedDictionary<string, ISecretProvider> byKey = Discovered.All<ISecretProvider>(services, p => p.Key);

    public IReadOnlyCollection<string> Keys => byKey.Keys;

    public ISecretProvider? Find(string key) => byKey.GetValueOrDefault(key);
}

/// <summary>The generators there are, by kind.</summary>
internal sealed class GeneratorRegistry(ProviderServices services)
{
    private readonly SortedDictionary<string, IGenerator> byKind = Discovered.All<IGenerator>(services, g => g.Kind);

    public IReadOnlyCollection<string> Kinds => byKind.Keys;

    public IGenerator? Find(string kind) => byKind.GetValueOrDefault(kind);
}
