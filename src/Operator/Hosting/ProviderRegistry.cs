using Eso.Operator.Providers;

namespace Eso.Operator.Hosting;

/// <summary>
/// The providers of this assembly, found by convention: every class that implements <see cref="ISecretProvider"/>, with
/// no constructor argument or exactly <see cref="ProviderServices"/>.
/// </summary>
internal sealed class ProviderRegistry
{
    private readonly SortedDictionary<string, ISecretProvider> byKey = new(StringComparer.Ordinal);

    public ProviderRegistry(ProviderServices services)
    {
        var problems = new List<string>();
        var types = typeof(ISecretProvider).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ISecretProvider)))
            .OrderBy(t => t.FullName, StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (Make(type, services) is not { } provider)
            {
                problems.Add($"provider {type.Name} needs a constructor without arguments or with ProviderServices alone");
            }
            else if (!byKey.TryAdd(provider.Key, provider))
            {
                problems.Add($"providers {byKey[provider.Key].GetType().Name} and {type.Name} share the key {provider.Key}");
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join("; ", problems));
        }
    }

    public IReadOnlyCollection<string> Keys => byKey.Keys;

    public ISecretProvider? Find(string key) => byKey.GetValueOrDefault(key);

    private static ISecretProvider? Make(Type type, ProviderServices services)
    {
        const System.Reflection.BindingFlags Any = System.Reflection.BindingFlags.Instance
            | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
        if (type.GetConstructor(Any, [typeof(ProviderServices)]) is { } withServices)
        {
            return (ISecretProvider)withServices.Invoke([services]);
        }

        return type.GetConstructor(Any, []) is { } plain ? (ISecretProvider)plain.Invoke([]) : null;
    }
}
